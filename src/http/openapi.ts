import { readFileSync } from 'node:fs'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { documentHeaders } from './document-headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** JSON schema of a body that the route reads itself: it is documented, not enforced. */
    documentedBody?: Record<string, unknown>
    /** What each header says that answers of a status carry because of this route, by status and name. */
    documentedHeaders?: Record<number, Record<string, string>>
  }
}

/** Of this release. */
export const serviceVersion: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version

/** Collects the schemas of all routes registered after it into /openapi.json, and shows them at /docs. */
export async function describeApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'health-export-api',
        version: serviceVersion,
        summary: 'Takes in health exports, accounts for every record, and gives them back',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'ingest', description: 'Sending records, and what became of them' },
        { name: 'read', description: 'What is stored' },
        { name: 'catalogue', description: 'What can be measured' },
        { name: 'keys', description: 'API keys of the caller (scope manage)' },
        { name: 'sessions', description: 'Signing a browser in with a key, for a while' },
        { name: 'account', description: 'The account of the caller (scope manage)' },
        { name: 'users', description: 'Accounts (scope admin)' },
        { name: 'operation', description: 'For whoever runs the service' },
      ],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', bearerFormat: 'hea_…' },
          session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'Of POST /v1/session' },
        },
      },
    },
    transform: ({ schema, url, route, ...rest }) => {
      const { scope, orNobody } = route.config ?? {}
      const transformed = jsonSchemaTransform({ schema, url, route, ...rest } as never)
      const described = transformed.schema as Record<string, unknown>
      described.security = scope ? [{ key: [] }, { session: [] }, ...(orNobody ? [{}] : [])] : []
      if (route.config?.documentedBody) described.body = route.config.documentedBody
      if (scope) {
        described.description = [described.description, `Needs a key with the scope \`${scope}\`.`]
          .filter(Boolean)
          .join(' ')
      }
      const answers = (described.response ?? {}) as Record<string, { headers?: object }>
      for (const [status, headers] of Object.entries(route.config?.documentedHeaders ?? {})) {
        const described = Object.entries(headers).map(([name, description]) => [
          name,
          { type: 'string', description },
        ])
        answers[status]!.headers = Object.fromEntries(described)
      }
      return transformed
    },
    transformObject: given => {
      const document = jsonSchemaTransformObject(given)
      // Every registered schema is described twice, for what is sent and for what is answered; nobody sends a problem.
      if ('components' in document) delete document.components?.schemas?.ProblemInput
      documentHeaders(document as OpenAPIV3_1.Document)
      return document
    },
  })
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    // Otherwise a page on any host but localhost shows the document's address to a validator elsewhere.
    uiConfig: { validatorUrl: null },
    staticCSP: true,
    // A service without TLS of its own must not make browsers fetch the page's assets over TLS.
    transformStaticCSP: csp =>
      csp.replace(' validator.swagger.io', '').replace(' upgrade-insecure-requests;', ''),
  })
  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger())
}
