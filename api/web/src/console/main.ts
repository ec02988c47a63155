import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import '../widget/styles/tokens.css'
import './styles/elements.css'
import './styles/console.css'

createApp(App).use(router).mount('#app')
