import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { makeSignInUrl } from '../../src/commands/sign-in.ts'
import { unzip } from '../support/archives.ts'
import {
  findViolations,
  lacksBrowser,
  looks,
  openPage,
  overflowOf,
  settle,
  signIn,
} from '../support/browser.ts'
import { shiftOfLoading } from '../support/layout-shifts.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()

/** Somebody of whom nobody else in this file knows, with a key of every scope. */
async function newPerson() {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  return { userId, key, ask: async (url: string) => (await door.call('GET', url, { key })).json() }
}

const heartRate = (source: string) => ({
  type: 'HeartRate',
  recorded_at: '2025-01-15T10:00:00Z',
  min_bpm: 60,
  avg_bpm: 75,
  max_bpm: 90,
  source,
})

/** The part of a list in which a key or a browser stands. */
const rowOf = (page: Page, name: string) => page.locator('.row', { hasText: name })
const keyShown = (page: Page) => page.getByRole('dialog').locator('code').innerText()

test.skipIf(lacksBrowser)(
  'a key is made with the rights and the end that were chosen, shown once, and works',
  async () => {
    const { key, ask } = await newPerson()
    const page = await openPage(origin)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await signIn(page, key, '#/account')
    await page.getByRole('button', { name: 'New key' }).click()
    const dialog = page.getByRole('dialog', { name: 'New key' })
    await dialog.getByLabel('Name').fill('Home Assistant')
    await dialog.getByLabel('Manage keys and this account').check()
    await dialog.getByLabel('Last day').fill('2030-06-30')
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    await page.getByText('This key is shown once').waitFor()
    const made = await keyShown(page)
    await page.getByRole('button', { name: 'Copy the key “Home Assistant”' }).click()
    await page.getByText('Copied the key “Home Assistant”').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(made)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    const row = rowOf(page, 'Home Assistant')
    await row.getByText('Read, Manage').waitFor()
    expect(await page.content()).not.toContain(made)
    expect((await door.call('GET', '/v1/me', { key: made })).statusCode).toBe(200)
    const { keys } = await ask('/v1/keys')
    expect(keys[1]).toMatchObject({
      name: 'Home Assistant',
      scopes: ['read', 'manage'],
      // The end of the day in Berlin, where the browser is.
      expires_at: '2030-06-30T21:59:59.000Z',
    })
  },
)

test.skipIf(lacksBrowser)(
  'a key is rotated with time to change over, and revoked once what stops is said',
  async () => {
    const { userId, key, ask } = await newPerson()
    const sending = (
      await door.call('POST', '/v1/keys', { key, body: { name: 'Phone', scopes: ['ingest'] } })
    ).json()
    const page = await openPage(origin)
    await signIn(page, key, '#/account')
    await page.getByRole('button', { name: 'Rotate Phone' }).click()
    await page.getByLabel('One hour').check()
    const before = Date.now()
    await page.getByRole('button', { name: 'Make the new key' }).click()
    await page.getByText('Put it wherever the old one is used').waitFor()
    const successor = await keyShown(page)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    const post = (by: string) =>
      door.call('POST', '/v1/ingest', {
        key: by,
        body: { data: {} },
        headers: { 'automation-name': 'Home: workouts' },
      })
    expect((await post(successor)).statusCode).toBe(200)
    expect((await post(sending.key)).statusCode).toBe(200)
    const old = (await ask('/v1/keys')).keys.find((one: { key_id: string }) => one.key_id === sending.key_id)
    const leftMs = Date.parse(old.expires_at) - before
    expect(leftMs).toBeGreaterThanOrEqual(3_600_000)
    expect(leftMs).toBeLessThan(3_660_000)

    const successorId = successor.split('_')[1] ?? ''
    const row = rowOf(page, successorId)
    await row.getByRole('button', { name: 'Revoke Phone' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke “Phone”?' })
    await dialog.getByText('“Home: workouts” can no longer send. What was sent before stays.').waitFor()
    expect(await findViolations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    expect((await post(successor)).statusCode).toBe(200)
    await row.getByRole('button', { name: 'Revoke Phone' }).click()
    await dialog.getByRole('button', { name: 'Revoke it' }).click()
    await page.getByText('One key that no longer works').click()
    await row.getByText('Revoked', { exact: true }).first().waitFor()
    expect((await post(successor)).statusCode).toBe(401)
    expect(
      await door.pool.query('select count(*)::int as keys from api_keys where user_id = $1', [userId]),
    ).toMatchObject({ rows: [{ keys: 3 }] })
  },
)

test.skipIf(lacksBrowser)('whoever revokes the key of this browser is told, and signed out', async () => {
  const { key } = await newPerson()
  const page = await openPage(origin, { expectedStatuses: [401] })
  await signIn(page, key, '#/account')
  await page.getByRole('button', { name: 'Revoke test' }).click()
  await page.getByText('this browser is signed out too').waitFor()
  await page.getByRole('button', { name: 'Revoke it' }).click()
  await page.getByLabel('Your API key').waitFor()
})

test.skipIf(lacksBrowser)('whose session has ended is led to signing in, whatever was pressed', async () => {
  const { userId, key } = await newPerson()
  const other = await openPage(origin)
  await signIn(other, key)
  const page = await openPage(origin, { expectedStatuses: [401] })
  await signIn(page, key, '#/account')
  await door.pool.query('delete from sessions where user_id = $1', [userId])
  await page.locator('.session-row').nth(1).getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Your API key').waitFor()
})

test.skipIf(lacksBrowser)('an answer that a change has overtaken is asked for again', async () => {
  const { key } = await newPerson()
  const page = await openPage(origin)
  await signIn(page, key, '#/nowhere')
  let letGo = () => {}
  const held = new Promise<void>(resolve => {
    letGo = resolve
  })
  await page.route(
    '**/v1/keys?*',
    async route => {
      const response = await route.fetch()
      await held
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await page.goto('/#/account')
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Home Assistant')
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  letGo()
  await rowOf(page, 'Home Assistant').waitFor()
})

test.skipIf(lacksBrowser)('another browser is signed out from here, and then this one', async () => {
  const { key } = await newPerson()
  const other = await openPage(origin, { expectedStatuses: [401] })
  await signIn(other, key)
  const page = await openPage(origin, { expectedStatuses: [401] })
  await signIn(page, key, '#/account')
  const rows = page.locator('.session-row')
  expect(await rows.locator('.row-name').allTextContents()).toEqual([
    'Chrome on LinuxThis one',
    'Chrome on Linux',
  ])
  await rows.nth(1).getByRole('button', { name: 'Sign out' }).click()
  await rows.nth(1).waitFor({ state: 'detached' })
  await other.reload()
  await other.getByLabel('Your API key').waitFor()
  await rows.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Your API key').waitFor()
})

test.skipIf(lacksBrowser)(
  'units and time zone are kept, and what is no time zone is refused with a reason',
  async () => {
    const { key, ask } = await newPerson()
    const page = await openPage(origin, { expectedStatuses: [400] })
    await signIn(page, key, '#/account')
    await page.getByRole('radio', { name: 'Imperial' }).check()
    await page.getByText('Miles, pounds, °F').waitFor()
    const zone = page.getByLabel('Time zone')
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await zone.fill('Mars/Olympus')
    await save.click()
    await page.getByRole('alert').getByText('timezone').waitFor()
    await page.getByRole('button', { name: 'Use that of this browser, Europe/Berlin' }).click()
    await save.click()
    await expect.poll(() => ask('/v1/me')).toMatchObject({ units: 'imperial', timezone: 'Europe/Berlin' })
    // What was asked for is what is now kept, so that there is nothing to save.
    await page.locator('button:disabled', { hasText: /^Save$/ }).waitFor()
    expect(await page.evaluate('document.querySelector("datalist").options.length')).toBeGreaterThan(300)
  },
)

test.skipIf(lacksBrowser)('sources are put in order by the keyboard alone', async () => {
  const { key, ask } = await newPerson()
  const metrics = ['Watch|Phone', 'Scale'].map(heartRate)
  await door.call('POST', '/v1/ingest', { key, body: { data: { metrics } } })
  const page = await openPage(origin)
  await signIn(page, key, '#/account')
  const order = page.locator('.source-name')
  const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")')
  await page.getByRole('button', { name: 'Put Scale into the order' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Put Watch into the order' }).focus()
  await page.keyboard.press('Enter')
  expect(await focused()).toBe('Move Watch up')
  await page.keyboard.press('Enter')
  await page.getByText('Watch is now number 1 of 2').waitFor()
  expect(await order.allTextContents()).toEqual(['Watch', 'Scale'])
  // It cannot go further up: the focus stays with the source, on what can be done with it.
  expect(await focused()).toBe('Move Watch down')
  await page.getByRole('button', { name: 'Save the order' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await ask('/v1/me')).source_priority).toEqual(['Watch', 'Scale'])
  await page.locator('button:disabled', { hasText: 'Save the order' }).waitFor()
  await page.getByRole('button', { name: 'Take Watch out of the order' }).click()
  expect(await order.allTextContents()).toEqual(['Scale'])
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(await order.allTextContents()).toEqual(['Watch', 'Scale'])
  await page.reload()
  await settle(page)
  expect(await order.allTextContents()).toEqual(['Watch', 'Scale'])
})

test.skipIf(lacksBrowser)('everything is exported as the zip that the API gives', async () => {
  const { key } = await newPerson()
  await door.call('POST', '/v1/ingest', { key, body: { data: { metrics: [heartRate('Watch')] } } })
  const page = await openPage(origin)
  await signIn(page, key, '#/account')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export everything' }).click()
  const file = await download
  await page.getByText('is among your downloads').waitFor()
  expect(file.suggestedFilename()).toMatch(/^health-export-.*\.zip$/)
  const files = await unzip(readFileSync(await file.path()))
  expect([...files.keys()]).toContain('manifest.json')
})

test.skipIf(lacksBrowser)('what was done to the account is listed with the names of keys', async () => {
  const { userId, key } = await newPerson()
  await door.call('POST', '/v1/keys', { key, body: { name: 'Tablet', scopes: ['read'] } })
  const page = await openPage(origin)
  await page.goto((await makeSignInUrl(door.pool, { userId, origin })).url)
  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByText('Show what was done to this account').click()
  await page.getByRole('table').waitFor()
  await settle(page)
  expect(await page.locator('tbody tr td:nth-child(2)').allTextContents()).toEqual([
    'Signed in',
    'Sign-in link made: test',
    'Key made: Tablet',
  ])
  expect(await page.locator('tbody tr td:nth-child(3)').allTextContents()).toEqual([
    'test',
    'A command on the server',
    'test',
  ])
  expect(await findViolations(page)).toEqual([])
})

test.skipIf(lacksBrowser)(
  'the account is deleted once its e-mail is typed, and nobody is signed in then',
  async () => {
    const { key, ask } = await newPerson()
    const { email } = await ask('/v1/me')
    const page = await openPage(origin, { expectedStatuses: [401] })
    await signIn(page, key, '#/account')
    await page.getByRole('button', { name: 'Delete the account' }).click()
    const confirm = page.getByRole('button', { name: 'Delete everything' })
    const field = page.getByLabel(`Type ${email} to confirm`)
    await field.fill('somebody@example.org')
    expect(await confirm.isDisabled()).toBe(true)
    expect(await findViolations(page)).toEqual([])
    await field.fill(email)
    await confirm.click()
    await page.getByLabel('Your API key').waitFor()
    expect((await door.call('GET', '/v1/me', { key })).statusCode).toBe(401)
  },
)

test.skipIf(lacksBrowser)(
  'a key that may only read sees how the account is set, and nothing to change',
  async () => {
    const { userId, key } = await newPerson()
    await door.call('PATCH', '/v1/me', { key, body: { source_priority: ['Watch', 'Phone'] } })
    const page = await openPage(origin)
    await signIn(page, await door.createKey(userId, ['read']), '#/account')
    expect(await page.locator('.settled dt').allTextContents()).toEqual([
      'Units',
      'Time zone',
      'Source that counts first',
      'Signed in until',
    ])
    expect(await page.locator('.settled dd').nth(2).textContent()).toBe('Watch, then Phone')
    expect(await page.locator('main').getByRole('button').count()).toBe(0)
    expect(await findViolations(page)).toEqual([])
  },
)

for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`the account is open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const { key } = await newPerson()
    const metrics = [heartRate('Watch'), heartRate('A scale with a name that is longer than a phone is wide')]
    await door.call('POST', '/v1/ingest', { key, body: { data: { metrics } } })
    await door.call('PATCH', '/v1/me', { key, body: { source_priority: ['Watch', 'Phone'] } })
    const page = await openPage(origin, { viewport, colorScheme })
    await signIn(page, key, '#/account')
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
    await page.getByRole('button', { name: 'New key' }).click()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByText('Show what was done to this account').click()
    await page.getByRole('region', { name: 'What was done, the newest first' }).getByRole('table').waitFor()
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
    await page.getByRole('button', { name: 'Rotate test' }).click()
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
  })
}

for (const viewport of ['narrow', 'wide'] as const) {
  test.skipIf(lacksBrowser)(`nothing moves while the answers come: ${viewport}`, async () => {
    const { key } = await newPerson()
    for (const name of ['Phone', 'Scale', 'Watch'])
      await door.call('POST', '/v1/keys', { key, body: { name, scopes: ['ingest'] } })
    const page = await openPage(origin, { viewport })
    await signIn(page, key, '#/account')
    const order = { first: '**/v1/sessions?*', last: '**/v1/keys*' }
    expect(await shiftOfLoading(page, order)).toBeLessThan(0.01)
  })
}
