import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { dashboardRoutes } from '../../src/http/routes/dashboard.ts'
import { closeAfterwards } from '../support/close-afterwards.ts'
import { testServer } from '../support/server.ts'

const { call } = await testServer()

/** What the page names, as paths of the server. */
const assets = async (): Promise<string[]> =>
  [...(await call('GET', '/')).body.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, path]) => new URL(path!, 'http://here/').pathname)
    .filter(path => path.startsWith('/assets/'))

test('/ is the page, asked for anew each time, under a policy that lets nothing in from elsewhere', async () => {
  const page = await call('GET', '/')
  const { statusCode, headers } = page
  expect({ statusCode, type: headers['content-type'], cache: headers['cache-control'] }).toEqual({
    statusCode: 200,
    type: 'text/html; charset=utf-8',
    cache: 'no-cache',
  })
  expect(page.body).toContain('<div id="app">')
  expect(headers['content-security-policy']).toBe(
    "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';object-src 'none'",
  )
  // What is inline would not run, or not show.
  expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
  const again = await call('GET', '/', { headers: { 'if-none-match': String(headers.etag) } })
  expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' })
})

test('what the page names is kept for good, and sent compressed', async () => {
  const paths = await assets()
  expect(new Set(paths.map(path => path.replace(/^.*\./, '')))).toEqual(new Set(['css', 'js', 'svg']))
  const types: Record<string, string> = {
    css: 'text/css; charset=utf-8',
    js: 'application/javascript; charset=utf-8',
    svg: 'image/svg+xml',
  }
  for (const path of paths) {
    const plain = await call('GET', path)
    const packed = await call('GET', path, { headers: { 'accept-encoding': 'br' } })
    const head = await call('HEAD', path)
    expect(
      [plain, packed, head].map(({ statusCode, headers }) => [
        statusCode,
        headers['content-type'],
        headers['cache-control'],
        headers.vary,
        headers['x-content-type-options'],
      ]),
      path,
    ).toEqual(
      Array(3).fill([
        200,
        types[path.replace(/^.*\./, '')],
        'public, max-age=31536000, immutable',
        'Accept-Encoding',
        'nosniff',
      ]),
    )
    expect(packed.headers['content-encoding']).toBe('br')
    expect(packed.headers['content-length']).toBeUndefined()
    expect(brotliDecompressSync(packed.rawPayload)).toEqual(plain.rawPayload)
    expect(head.body).toBe('')
  }
})

test('nothing else of the disk is served, and neither path takes another method', async () => {
  const paths = [
    '/assets/',
    '/assets/nothing.js',
    '/assets/../index.html',
    '/assets/%2e%2e/index.html',
    '/index.html',
  ]
  for (const path of [...paths, '/assets/..%2f..%2fmain.js', '/assets/%00', '/assets/%5c..%5cindex.html']) {
    const response = await call('GET', path)
    expect([404, 400], path).toContain(response.statusCode)
    expect(response.headers['content-type'], path).toMatch(/^application\/problem\+json/)
  }
  for (const path of ['/', (await assets())[0]!]) {
    const refused = await call('POST', path)
    expect({ status: refused.statusCode, allow: refused.headers.allow }, path).toEqual({
      status: 405,
      allow: 'GET, HEAD',
    })
  }
})

test('where the page was not built it says how to build it', async () => {
  const server = fastify()
  closeAfterwards(() => server.close())
  await server.register(dashboardRoutes(mkdtempSync(join(tmpdir(), 'health-export-page-'))))
  const page = await server.inject('/')
  expect({ status: page.statusCode, type: page.headers['content-type'] }).toEqual({
    status: 200,
    type: 'text/html; charset=utf-8',
  })
  expect(page.body).toContain('npm run build')
})
