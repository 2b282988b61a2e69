import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Health export API</title>
<h1>Health export API</h1>
<p>It runs. <a href="/docs">How to use it</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/health">Health</a></p>
</html>
`

export const homeRoutes = (): FastifyPluginAsyncZod => async server => {
  server.get('/', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page),
  )
}
