import { expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

test('/docs fetches nothing from elsewhere, and works without TLS on any host', async () => {
  const { call } = await testServer()
  const page = await call('GET', '/docs')
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toContain('upgrade-insecure-requests')
  expect(policy).not.toMatch(/\w\.\w/)
  const initializer = await call('GET', '/docs/static/swagger-initializer.js')
  expect(initializer.body).toContain('"validatorUrl":null')
})
