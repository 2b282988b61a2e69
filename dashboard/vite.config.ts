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
    // Each file is packed by itself: many small ones would come to a fifth more, and each is a question of its own.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'frame',
              test: /\/preact\/|\/dashboard\/(api|frame|words|sign-in)\/|\/chart\/(sparkline|use-width)/,
              priority: 1,
            },
            { name: 'charts', test: /\/dashboard\/(chart|metric)\/|\/uplot\// },
            { name: 'nights-and-workouts', test: /\/dashboard\/(sleep|workouts)\// },
            { name: 'events-and-ledger', test: /\/dashboard\/(events|ledger)\// },
            { name: 'account', test: /\/dashboard\/(account|connect)\/|\/uqr\// },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': service, '/docs': service, '/openapi.json': service } },
})
