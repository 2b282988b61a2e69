import type { Page } from 'playwright-core'
import decodeQR from 'qr/decode.js'
import { expect, test } from 'vitest'
import {
  findViolations,
  lacksBrowser,
  looks,
  openPage,
  overflowOf,
  settle,
  signIn,
} from '../support/browser.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()
const { port } = new URL(origin)

/** Somebody of whom nobody else in this file knows. */
async function newPerson() {
  const userId = await door.createUser()
  return { userId, key: await door.createKey(userId) }
}

const body = (...values: number[]) => ({
  data: {
    metrics: values.map((value, index) => ({
      type: 'Quantity',
      metric: 'body_mass',
      recorded_at: `2025-01-${10 + index}T07:00:00Z`,
      value,
      unit: 'kg',
    })),
  },
})

/** Goes the way to a key. @returns its text, as the page shows it */
async function makeKey(page: Page, { host = '192.168.1.20', name = 'Ada’s iPhone' } = {}): Promise<string> {
  await page.getByLabel('Address that the phone reaches').fill(host)
  await page.getByLabel('Name of the phone').fill(name)
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByText('This key is shown once').waitFor()
  return page.locator('.copyable code').first().innerText()
}

const deepLink = (page: Page) => page.getByRole('link', { name: 'Open in Health Auto Export' })

/** What a camera reads from the screen. */
async function readCode(page: Page): Promise<string> {
  const shot = await page.getByRole('img', { name: 'QR code' }).screenshot()
  const image = await page.evaluate<{ width: number; height: number; bytes: string }>(`(async () => {
    const bytes = Uint8Array.from(atob('${shot.toString('base64')}'), sign => sign.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const { width, height } = bitmap
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, width, height)
    let text = ''
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192))
    return { width, height, bytes: btoa(text) }
  })()`)
  return decodeQR({ ...image, data: Buffer.from(image.bytes, 'base64') })
}

test.skipIf(lacksBrowser)(
  'the key may only send, is shown once, and is in no address and no storage',
  async () => {
    const { key } = await newPerson()
    const page = await openPage(origin)
    await signIn(page, key, '#/connect')
    const made = await makeKey(page)
    const madeId = made.split('_')[1]
    const { keys } = (await door.call('GET', '/v1/keys', { key })).json()
    expect(keys.at(-1)).toMatchObject({
      key_id: madeId,
      name: 'Ada’s iPhone',
      scopes: ['ingest'],
      expires_at: null,
    })
    expect((await door.call('GET', '/v1/latest', { key: made })).statusCode).toBe(403)
    expect(
      await page.evaluate(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href])',
      ),
    ).toBe(JSON.stringify([{}, {}, null, `${origin}/#/connect?host=192.168.1.20&waits-for=${madeId}`]))
    await page.reload()
    await settle(page)
    await page.getByText('The key that you made before cannot be shown again').waitFor()
    expect(await page.content()).not.toContain(made)
  },
)

test.skipIf(lacksBrowser)(
  'the code, the link and the settings to type say the same for each type of data',
  async () => {
    const { key } = await newPerson()
    const page = await openPage(origin, { colorScheme: 'dark' })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await signIn(page, key, '#/connect')
    const made = await makeKey(page)
    const common = {
      url: `http://192.168.1.20:${port}/v1/ingest`,
      headers: `Authorization,Bearer ${made}`,
      format: 'json',
      period: 'none',
      batchrequests: 'true',
      exportversion: 'v2',
      enabled: 'true',
    }
    const wanted = {
      healthmetrics: { name: 'Home: health metrics', aggregatedata: 'false', interval: 'none' },
      workouts: {
        name: 'Home: workouts',
        includeroutes: 'true',
        includeworkoutmetadata: 'true',
        workoutsmetadatainterval: 'minutes',
      },
      symptoms: { name: 'Home: symptoms' },
      ecg: { name: 'Home: ECG' },
      heartratenotifications: { name: 'Home: heart rate notifications' },
      stateofmind: { name: 'Home: state of mind' },
      cycletracking: { name: 'Home: cycle tracking' },
      medications: { name: 'Home: medications' },
    }
    const types = page.getByRole('group', { name: 'What shall it send?' }).getByRole('radio')
    expect(await Promise.all((await types.all()).map(one => one.getAttribute('value')))).toEqual(
      Object.keys(wanted),
    )
    for (const [index, [datatype, own]] of Object.entries(wanted).entries()) {
      await types.nth(index).check()
      const link = (await deepLink(page).getAttribute('href')) ?? ''
      const [address, query] = link.split('?')
      expect(address).toBe('com.HealthExport://automation')
      expect(Object.fromEntries(new URLSearchParams(query))).toEqual({ ...common, datatype, ...own })
      expect(await readCode(page)).toBe(link)
    }

    await page.getByRole('radio', { name: 'Previous 7 days' }).check()
    await types.nth(1).check()
    expect(await deepLink(page).getAttribute('href')).toContain('&period=previous7Days&')
    await page.getByRole('radio', { name: 'By hand' }).check()
    expect(await page.locator('.by-hand .copyable code').allTextContents()).toEqual([
      'Home: workouts',
      `http://192.168.1.20:${port}/v1/ingest`,
      'Authorization',
      `Bearer ${made}`,
    ])
    expect(await page.locator('.settings > div').allInnerTexts()).toEqual([
      'Data type\nWorkouts',
      'Include route data\nOn',
      'Include workout metrics\nOn',
      'Time grouping of workout metrics\nMinutes',
      'Export format\nJSON',
      'Export version\nVersion 2',
      'Date range\nPrevious 7 days',
      'Batch requests\nOn',
    ])
    await page.getByRole('button', { name: 'Copy the header’s value' }).click()
    await page.getByText('Copied the header’s value').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`Bearer ${made}`)
  },
)

test.skipIf(lacksBrowser)(
  'a page at 127.0.0.1 says that no phone comes there, and takes what is typed',
  async () => {
    const { key } = await newPerson()
    const page = await openPage(origin)
    await signIn(page, key, '#/connect')
    await page.getByText(`You see this page at 127.0.0.1:${port}. A phone cannot reach that`).waitFor()
    const field = page.getByLabel('Address that the phone reaches')
    const leadsTo = async (typed: string) => {
      await field.fill(typed)
      await field.press('Tab')
      return page.locator('.connect-url').innerText()
    }
    expect(await leadsTo('192.168.1.20')).toBe(`http://192.168.1.20:${port}/v1/ingest`)
    await page.getByText('This address has no TLS').waitFor()
    expect(await leadsTo('studio.local:9000/anything')).toBe('http://studio.local:9000/v1/ingest')
    expect(await leadsTo('[fd00::1]')).toBe(`http://[fd00::1]:${port}/v1/ingest`)
    expect(await leadsTo('health.example.org')).toBe('https://health.example.org/v1/ingest')
    await page.getByText('This address has no TLS').waitFor({ state: 'detached' })
    expect(await leadsTo('http://health.example.org')).toBe('http://health.example.org/v1/ingest')
    for (const [typed, fault] of [
      ['localhost', 'From the phone, localhost is the phone itself'],
      ['127.0.0.1:8080', 'From the phone, 127.0.0.1 is the phone itself'],
      ['my computer', 'This is no address'],
      ['ftp://host', 'This is no address'],
    ] as const) {
      await field.fill(typed)
      await field.press('Tab')
      await page.getByRole('alert').getByText(fault).waitFor()
      expect(await page.locator('.connect-url').count()).toBe(0)
    }
    expect(await findViolations(page)).toEqual([])
    // A deep link, as every view: the address is where it was typed to.
    await leadsTo('health.example.org')
    await page.reload()
    await settle(page)
    expect(await field.inputValue()).toBe('health.example.org')
  },
)

test.skipIf(lacksBrowser)(
  'the first data says so by itself: what came with this key, and nothing else',
  async () => {
    const { userId, key } = await newPerson()
    const page = await openPage(origin)
    await signIn(page, key, '#/connect')
    const made = await makeKey(page)
    await page.getByText('Waiting for “Ada’s iPhone”').waitFor()
    await page.locator('[data-state="listening"]').waitFor()
    const post = (by: string, sent: unknown, automation = 'Home: health metrics') =>
      door.call('POST', '/v1/ingest', { key: by, body: sent, headers: { 'automation-name': automation } })
    await post(await door.createKey(userId), body(70, 71, 72, 73))
    await post(made, { data: {} })
    await page.getByText('The phone is connected').waitFor()
    await page.getByText('It sent no records yet').waitFor()
    await post(made, body(70, 71))
    await page.getByText('First data arrived').waitFor()
    const figures = () => page.locator('.arrived-figures > div').allInnerTexts()
    expect(await figures()).toEqual(['Records\n2', 'New\n0', 'Known already\n2'])
    expect(await page.locator('.arrived-types').innerText()).toBe('Weight\n2')
    const later = (await post(made, body(70, 71, 72, 74.5), 'Home: workouts')).json()
    await page.getByText('3 requests, the newest').waitFor()
    expect(await figures()).toEqual(['Records\n6', 'New\n1', 'Known already\n5'])
    const ledger = page.getByRole('link', { name: 'See it in the ledger' })
    expect(await ledger.getAttribute('href')).toBe(`#/ledger/${later.ingestion_id}`)
    expect(await page.getByRole('link', { name: 'Go to Today' }).getAttribute('href')).toBe('#/today')
    expect(await page.locator('.data-types label', { hasText: 'has arrived' }).allTextContents()).toEqual([
      'Health metrics, has arrived',
      'Workouts, has arrived',
    ])
    expect(await findViolations(page)).toEqual([])
  },
)

test.skipIf(lacksBrowser)(
  'what was rejected is said with its reason, and so is what could not be read',
  async () => {
    const { key } = await newPerson()
    const page = await openPage(origin)
    await signIn(page, key, '#/connect')
    const made = await makeKey(page)
    await page.locator('[data-state="listening"]').waitFor()
    await door.call('POST', '/v1/ingest', { key: made, body: '{"data": {' })
    await page.getByText('Something arrived that could not be read').waitFor()
    await page.getByText('Why it could not be read').waitFor()
    await door.call('POST', '/v1/ingest', { key: made, body: body(7120) })
    await page.getByText('Data arrived, and none of it could be kept').waitFor()
    await page.getByText('Why one was rejected').waitFor()
    await page.getByText('value 7120 is above 1000').waitFor()
    const partial = await door.call('POST', '/v1/ingest', { key: made, body: body(70, 7121, 7122) })
    await page.getByText('First data arrived').waitFor()
    await page.getByText('Why 2 were rejected').waitFor()
    expect(await page.locator('.why-refused li').allInnerTexts()).toEqual([
      'value 7121 is above 1000\n/data/metrics/1',
      'value 7122 is above 1000\n/data/metrics/2',
    ])
    expect(await page.getByRole('link', { name: 'What to do about it' }).getAttribute('href')).toBe(
      `#/ledger/${partial.json().ingestion_id}`,
    )
    expect(await findViolations(page)).toEqual([])
  },
)

test.skipIf(lacksBrowser)('a page that was away while it came says so when it is back', async () => {
  const { key } = await newPerson()
  const page = await openPage(origin)
  await signIn(page, key, '#/connect')
  const made = await makeKey(page)
  const place = await page.evaluate<string>('location.hash')
  await page.goto('/#/account')
  await settle(page)
  await door.call('POST', '/v1/ingest', { key: made, body: body(70) })
  await page.goto(`/${place}`)
  await page.reload()
  await page.getByText('First data arrived').waitFor()
  expect(await page.locator('.arrived-figures > div').allInnerTexts()).toEqual([
    'Records\n1',
    'New\n1',
    'Known already\n0',
  ])
})

for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`connecting is open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const { key } = await newPerson()
    const page = await openPage(origin, { viewport, colorScheme })
    await signIn(page, key, '#/connect')
    const check = async () => {
      await settle(page)
      expect(await findViolations(page)).toEqual([])
      expect(await overflowOf(page)).toBe(0)
    }
    await check()
    await makeKey(page, { host: 'a-host-with-a-name-that-is-longer-than-a-phone-is-wide.example.org' })
    await check()
    await page.getByText('The link as text').click()
    await page.getByText('Nothing comes?').click()
    await check()
    await page.getByRole('radio', { name: 'By hand' }).check()
    await check()
  })
}
