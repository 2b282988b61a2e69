import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

/** What `npm run build` makes of dashboard/: the same folder seen from src/http/routes/ and from dist/http/routes/. */
const builtPage = fileURLToPath(new URL('../../../dist/dashboard', import.meta.url))

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Health export API</title>
<h1>Health export API</h1>
<p>It runs, but its page was not built. Run <code>npm run build</code> where it is installed, then load this page again.</p>
<p><a href="/docs">How to use it</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/health">Health</a></p>
</html>
`

/**
 * The dashboard, which knows the public API and nothing else. Its page is asked for anew each time; what it names has the
 * hash of its content in its own name, and is kept.
 * @param folder holds `index.html` and `assets/`
 */
export const dashboardRoutes =
  (folder: string = builtPage): FastifyPluginAsyncZod =>
  async server => {
    await server.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      // Small files, compressed on their way: a part of one is of no use.
      acceptRanges: false,
      immutable: true,
      maxAge: '1y',
    })
    server.get('/', { schema: { hide: true } }, async (_request, reply) => {
      reply.header('cache-control', 'no-cache')
      // Looked for each time: it may be built while the service runs.
      if (!existsSync(join(folder, 'index.html')))
        return reply.type('text/html; charset=utf-8').send(notBuilt)
      return reply.sendFile('index.html', folder, { cacheControl: false })
    })
  }
