// Two builds of one source: `vite build --mode phone`, then `--mode desk`; FACES names the folder they go to.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { noHost } from './tool/nohost.js'
import { precache } from './tool/precache.js'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const faces = process.env.FACES ?? at('../build/faces')
// The oldest browsers of office PCs (the last Chrome for Windows 7 is 109) and of phones that are still in use.
const target = ['chrome87', 'edge88', 'firefox78', 'safari14']

export default defineConfig(({ mode }) => {
  const desk = mode === 'desk'
  return {
    root: mode === 'test' ? at('.') : at(desk ? 'desk' : 'phone'),
    base: desk ? '/desk/' : '/',
    publicDir: desk || mode === 'test' ? false : at('public'),
    resolve: { alias: { '@': at('src') } },
    plugins: [vue(), noHost(), ...(desk ? [] : [precache(at('src/sw/sw.js'))])],
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      target,
      cssTarget: target,
      outDir: desk ? `${faces}/desk` : faces,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: true,
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
    test: { environment: 'happy-dom', include: ['test/**/*.test.ts'] },
  }
})
