import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeAppleExport } from '../../../bench/apple-export/write-apple-export.ts'
import { openExport } from '../../../src/ingest/apple-export/open-export.ts'
import { readSlicesInThread } from '../../../src/ingest/apple-export/read-in-thread.ts'
import { type Reading, readSlices } from '../../../src/ingest/apple-export/read-slices.ts'
import type { ExportSlice } from '../../../src/ingest/apple-export/slice-export.ts'
import { Account } from '../../../src/ingest/report.ts'
import { buildZip } from '../../support/zips.ts'

const folder = mkdtempSync(join(tmpdir(), 'health-export-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const reading: Reading = {
  raw: { userId: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e41', id: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e42' },
  disabledTypes: ['blood_glucose'],
  wishes: { since: null, only: null },
  position: undefined,
  progress: { items: 0, bytesRead: 0, xmlFaults: 0, leftOut: 0, cutOff: false },
}

/** All that a slice tells whoever writes it. */
function contentOf({ takeBatch, ...slice }: ExportSlice) {
  const batch = takeBatch()
  const account = new Account()
  batch.settle(account)
  // As text: to compare objects of so many rows takes its time.
  return JSON.stringify({
    ...slice,
    firstPosition: batch.firstPosition,
    devices: [...batch.devices],
    account: account.snapshot(),
    errors: account.listErrors(),
    portions: batch.portions.map(portion => ({
      table: portion.kind.table,
      rows: portion.rows(),
      stretches: portion.stretches?.map(({ metric, source, firstS, lastS }) => [
        metric,
        source,
        firstS,
        lastS,
      ]),
      rollups: portion.sumUp().pack(),
    })),
  })
}

async function contentsOf(slices: AsyncIterable<ExportSlice>) {
  const contents = []
  for await (const slice of slices) contents.push(contentOf(slice))
  return contents
}

async function readHere(path: string, from: Reading) {
  const opened = await openExport(path)
  try {
    return await contentsOf(readSlices(opened, from))
  } finally {
    await opened.close()
  }
}

async function versionOf(path: string) {
  const opened = await openExport(path)
  await opened.close()
  return opened
}

test('a thread reads of an export what is read without one, from its beginning and from a place within', async () => {
  const path = join(folder, 'export.zip')
  await writeAppleExport({ path, xmlBytes: 8_000_000, seed: 11, until: new Date('2026-11-01') })
  const here = await readHere(path, reading)
  expect(here.length).toBeGreaterThan(1)
  expect(await contentsOf(readSlicesInThread(await versionOf(path), reading))).toEqual(here)

  const { position, progress } = JSON.parse(here[0]!)
  const behind = { ...reading, position, progress }
  expect(await contentsOf(readSlicesInThread(await versionOf(path), behind))).toEqual(
    await readHere(path, behind),
  )
}, 60_000)

test('what is wrong with an export is told behind the slices before it', async () => {
  const path = join(folder, 'broken.zip')
  const record = '<Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" value="61"/>'
  const bytes = buildZip([
    { path: 'export.xml', content: `<HealthData>${`${record}\n`.repeat(20_000)}</HealthData>` },
  ])
  bytes.fill(0xff, Math.floor(bytes.length * 0.9), Math.floor(bytes.length * 0.9) + 40)
  writeFileSync(path, bytes)
  const slices = readSlicesInThread(await versionOf(path), reading)
  expect((await slices.next()).value).toMatchObject({
    besides: { xml_faults: 0 },
  })
  await expect(slices.next()).rejects.toMatchObject({ code: 'export_damaged' })
})

test('a file that is no export is told as it is without a thread', async () => {
  const path = join(folder, 'other.zip')
  writeFileSync(path, buildZip([{ path: 'letter.txt', content: 'Dear all' }]))
  await expect(readSlicesInThread({ path, version: '' }, reading).next()).rejects.toMatchObject({
    code: 'export_unknown',
  })
})

test('a thread that fails as nobody expected says by what', async () => {
  await expect(
    readSlicesInThread({ path: join(folder, 'gone.zip'), version: '' }, reading).next(),
  ).rejects.toThrow('ENOENT')
})

test('a file that took the place of the one that was opened is not read', async () => {
  const path = join(folder, 'replaced.xml')
  writeFileSync(path, '<HealthData><Me/></HealthData>')
  const opened = await versionOf(path)
  const [slice] = await contentsOf(readSlicesInThread(opened, reading))
  expect(JSON.parse(slice!)).toMatchObject({ progress: { items: 1 } })
  rmSync(path)
  writeFileSync(path, '<HealthData><Me/> </HealthData>')
  await expect(contentsOf(readSlicesInThread(opened, reading))).rejects.toMatchObject({
    code: 'export_damaged',
    detail: 'Another file took the place of this one while it was imported: import that one',
  })
})

test('who wants no more slices is not kept waiting, and leaves no thread behind', async () => {
  const path = join(folder, 'long.zip')
  await writeAppleExport({ path, xmlBytes: 8_000_000, seed: 12, until: new Date('2026-11-01') })
  const threads = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length
  const before = threads()
  for await (const slice of readSlicesInThread(await versionOf(path), reading)) {
    expect(slice.position).toBeDefined()
    expect(threads()).toBeGreaterThan(before)
    break
  }
  expect(threads()).toBe(before)
}, 60_000)
