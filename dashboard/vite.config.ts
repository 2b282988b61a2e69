import { defineConfig } from 'vite'

/** Where `npm start` listens; `npm run dev:dashboard` shows the page and asks the service there for all else. */
const service = 'http://127.0.0.1:8080'

export default defineConfig({
  logLevel: 'warn',
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page allows no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': service, '/docs': service, '/openapi.json': service } },
})
