import { defineConfig } from 'vite'

// The loader is one classic script under a fixed name, because host pages name it in their own source.
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2021',
    outDir: 'dist',
    emptyOutDir: false,
    lib: {
      entry: 'src/loader/main.ts',
      formats: ['iife'],
      name: 'YueyueLoader',
      fileName: () => 'loader.js',
    },
  },
})
