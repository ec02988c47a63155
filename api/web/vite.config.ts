import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { build, type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const backend = process.env['YUEYUE_DEV_BACKEND'] ?? 'http://127.0.0.1:8080'

// In development the loader is built at each request, so that the demo page carries the same classic script as production.
function freshLoader(): Plugin {
  return {
    name: 'yueyue-fresh-loader',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use('/loader.js', (_request, response, next) => {
        build({
          configFile: fileURLToPath(new URL('./vite.loader.config.ts', import.meta.url)),
          logLevel: 'warn',
          build: { write: false },
        }).then((result) => {
          const output = Array.isArray(result) ? result[0]?.output : 'output' in result ? result.output : undefined
          const chunk = output?.[0]
          if (chunk === undefined || chunk.type !== 'chunk') throw new Error('the loader build gave no script')
          response.setHeader('Content-Type', 'text/javascript; charset=utf-8')
          response.end(chunk.code)
        }).catch(next)
      })
    },
  }
}

export default defineConfig({
  // Relative addresses: the program may stand under any path of a reverse proxy.
  base: './',
  plugins: [vue(), freshLoader()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  build: {
    target: 'es2021',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // nothing as data: address, so that the strictest Content-Security-Policy fits
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        demo: fileURLToPath(new URL('./index.html', import.meta.url)),
        widget: fileURLToPath(new URL('./widget/index.html', import.meta.url)),
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: backend, ws: true },
      '/openapi.json': { target: backend },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    restoreMocks: true,
  },
})
