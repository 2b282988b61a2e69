import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createSignInLink, signInUrl } from '../../src/keys/sign-in-link.ts'
import {
  findViolations,
  lacksBrowser,
  looks,
  openPage,
  overflowOf,
  settle,
  signIn,
} from '../support/browser.ts'
import { builtPage } from '../support/build-page.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()
const userId = await door.createUser()
const key = await door.createKey(userId)

const heading = 'h1'
const focused = 'document.activeElement.tagName + " " + document.activeElement.textContent'

test.skipIf(lacksBrowser)(
  'a key signs in, what is wrong with another is said, and signing out ends it',
  async () => {
    const page = await openPage(origin, { expectedStatuses: [401] })
    await page.goto('/#/sleep')
    const field = page.getByLabel('Your API key')
    await field.fill(`${key}x`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This key does not work').waitFor()
    expect(await field.getAttribute('type')).toBe('password')
    expect(await field.getAttribute('autocomplete')).toBe('off')
    await field.fill(key)
    await field.press('Enter')
    // The place that was asked for, by its address.
    await page.getByRole('heading', { level: 1, name: 'Sleep' }).waitFor()
    // Nothing that a script could read holds the key or the session.
    expect(
      await page.evaluate(
        'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, location.href])',
      ),
    ).toBe(JSON.stringify(['', {}, {}, `${origin}/#/sleep`]))
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Sleep' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Your API key').waitFor()
    await page.goto('/#/sleep')
    await page.reload()
    await page.getByLabel('Your API key').waitFor()
  },
)

test.skipIf(lacksBrowser)('a link signs in once, and is gone from the address at once', async () => {
  const keyId = key.slice('hea_'.length, 'hea_'.length + 12)
  const link = await createSignInLink(door.pool, { userId, keyId })
  const page = await openPage(origin)
  await page.goto(signInUrl(origin, link))
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  expect(page.url()).toBe(`${origin}/#/today`)
  const later = await openPage(origin, { expectedStatuses: [401] })
  await later.goto(signInUrl(origin, link))
  await later.getByText('This link does not work any more').waitFor()
  expect(later.url()).toBe(`${origin}/#/sign-in`)
  // In a page that is open already, too.
  await later.goto(signInUrl(origin, await createSignInLink(door.pool, { userId, keyId })))
  await later.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
})

test.skipIf(lacksBrowser)('a link takes nobody out of their session without being asked', async () => {
  const other = await door.createUser()
  const otherKey = await door.createKey(other)
  const keyId = otherKey.slice('hea_'.length, 'hea_'.length + 12)
  const link = signInUrl(origin, await createSignInLink(door.pool, { userId: other, keyId }))
  const page = await openPage(origin)
  await signIn(page, key)
  const emailNow = () =>
    page.evaluate<string>(`fetch('/v1/session').then(r => r.json()).then(s => s.user.email)`)
  const mine = await emailNow()
  await page.goto(link)
  await page.getByText(`You are signed in as ${mine}. Sign in by this link instead?`).waitFor()
  expect(page.url()).toBe(`${origin}/#/sign-in`)
  expect(await findViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  expect(await emailNow()).toBe(mine)
  // Staying did not spend it.
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in by the link' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  expect(await emailNow()).not.toBe(mine)
})

test.skipIf(lacksBrowser)(
  'a session that somebody ended leads to signing in, and back to the place',
  async () => {
    const page = await openPage(origin, { expectedStatuses: [401] })
    await signIn(page, key, '#/connect')
    await door.pool.query('delete from sessions')
    await page.getByRole('link', { name: 'Today' }).click()
    await page.getByLabel('Your API key').fill(key)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
    expect(page.url()).toBe(`${origin}/#/today`)
  },
)

test.skipIf(lacksBrowser)('what a key may not do is not in the menu, and its address says so', async () => {
  const page = await openPage(origin)
  await signIn(page, await door.createKey(userId, ['read']), '#/connect')
  await page.getByText('Your key does not allow this').waitFor()
  expect(await page.locator('nav.side a').allTextContents()).toEqual([
    'Today',
    'Metrics',
    'Sleep',
    'Workouts',
    'Events',
    'Ledger',
    'Account',
  ])
})

test.skipIf(lacksBrowser)('the keyboard alone goes everywhere, and the focus follows', async () => {
  const page = await openPage(origin)
  await signIn(page, key)
  await page.reload()
  await settle(page)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(focused)).toBe('BUTTON Skip to content')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(focused)).toBe('H1 Today')
  // Back into the menu, and on by it.
  await page.reload()
  await settle(page)
  for (const name of ['Skip to content', 'Today', 'Metrics', 'Sleep']) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(focused)).toMatch(new RegExp(`${name}$`))
  }
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Sleep' }).waitFor()
  await page.locator('h1:focus', { hasText: 'Sleep' }).waitFor()
  expect(await page.title()).toBe('Sleep · Health')
  expect(await page.locator('nav.side [aria-current="page"]').allTextContents()).toEqual(['Sleep'])
  await page.goBack()
  await page.locator('h1:focus', { hasText: 'Today' }).waitFor()
})

test.skipIf(lacksBrowser)('on a phone what has the focus is never hidden by the bar', async () => {
  const page = await openPage(origin, { viewport: 'narrow' })
  await signIn(page, key, '#/account')
  const seen: string[] = []
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press('Tab')
    seen.push(
      await page.evaluate<string>(`(() => {
        const bar = document.querySelector('nav.bar')
        const element = document.activeElement
        if (bar.contains(element)) return 'in the bar'
        return element.getBoundingClientRect().top >= bar.getBoundingClientRect().top ? 'behind it' : 'in sight'
      })()`),
    )
  }
  expect(seen).toContain('in sight')
  expect(seen).not.toContain('behind it')
})

test.skipIf(lacksBrowser)(
  'on a phone the rest of the menu is behind More, and Escape closes it',
  async () => {
    const page = await openPage(origin, { viewport: 'narrow' })
    await signIn(page, key)
    const more = page.getByRole('button', { name: 'More' })
    await more.click()
    const dialog = page.getByRole('dialog', { name: 'More' })
    await dialog.waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.evaluate(focused)).toBe('BUTTON More')
    await more.click()
    await dialog.getByRole('link', { name: 'Account' }).click()
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
    await dialog.waitFor({ state: 'detached' })
  },
)

test.skipIf(lacksBrowser)(
  'an address that leads nowhere says so, and a service that is away is offered again',
  async () => {
    const page = await openPage(origin)
    await signIn(page, key, '#/nowhere')
    expect(await page.locator(heading).textContent()).toBe('Nothing is here')
    const away = await openPage(origin, { expectedStatuses: [503] })
    await away.route('**/v1/session', route =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          code: 'overloaded',
          title: 'Busy',
          detail: 'Wait a little.',
          request_id: 'r',
        }),
      }),
    )
    await away.goto('/')
    await away.getByText('Wait a little.').waitFor()
    await away.unroute('**/v1/session')
    await away.getByRole('button', { name: 'Try again' }).click()
    await away.getByLabel('Your API key').waitFor()
  },
)

test.skipIf(lacksBrowser)('a view that cannot be drawn leaves the rest of the page as it is', async () => {
  const page = await openPage(origin, { expectedError: 'null' })
  await signIn(page, key, '#/nowhere')
  await page.route('**/v1/metrics', route => route.fulfill({ json: { metrics: null, next_cursor: null } }))
  await page.getByRole('link', { name: 'Metrics' }).click()
  await page.getByText('This cannot be shown').waitFor()
  expect(await page.title()).toBe('Metrics · Health')
  await page.getByRole('link', { name: 'Sleep' }).click()
  await page.locator('h1:focus', { hasText: 'Sleep' }).waitFor()
  expect(await page.getByText('This cannot be shown').count()).toBe(0)
})

for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(
    `signing in and the frame are open to everybody: ${viewport}, ${colorScheme}`,
    async () => {
      const page = await openPage(origin, { viewport, colorScheme, expectedStatuses: [401] })
      await page.goto('/')
      await page.getByLabel('Your API key').waitFor()
      expect(await findViolations(page)).toEqual([])
      await page.getByLabel('Your API key').fill('hea_wrong')
      await page.keyboard.press('Enter')
      await page.getByText('This key does not work').waitFor()
      expect(await findViolations(page)).toEqual([])
      expect(await overflowOf(page)).toBe(0)
      await signIn(page, key, '#/nowhere')
      expect(await findViolations(page)).toEqual([])
      expect(await overflowOf(page)).toBe(0)
    },
  )
}

test('all of the page is under 120 kB, packed', () => {
  const files = readdirSync(builtPage, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`The dashboard: ${(total / 1000).toFixed(1)} kB packed, in ${files.length} files`)
  expect(total).toBeGreaterThan(0)
  expect(total).toBeLessThan(120_000)
})
