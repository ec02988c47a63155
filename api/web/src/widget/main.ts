import { createApp } from 'vue'
import App from './App.vue'
import { followKeyboard } from './keyboard'
import './styles/tokens.css'
import './styles/base.css'

followKeyboard(window)
createApp(App).mount('#app')
