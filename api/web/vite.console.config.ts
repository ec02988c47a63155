import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The console is built by itself: modules that it shared with the window would make the window carry what the console needs.
export default defineConfig({
  base: './',

  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  build: {
    target: 'es2021',
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false, // the build of the window has brought it
    assetsDir: 'assets/console',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { console: fileURLToPath(new URL('./console/index.html', import.meta.url)) },
    },
  },
})
