import { expect, test } from 'vitest'
import { exportOf, read, readSteps, start, steps, times } from './reading.ts'

const two = { records: [readSteps(1, 0), readSteps(2, 1)], cutOff: false }
const root = `<HealthData locale="de_DE">${steps(1)}${steps(2)}</HealthData>`

test.each([
  ['is missing', ''],
  ['has no declarations', '<!DOCTYPE HealthData>'],
  [
    'has an unfinished list',
    '<!DOCTYPE HealthData [\n<!ATTLIST Record\n type CDATA #REQUIRED\n<!ELEMENT Me EMPTY>\n]>',
  ],
  [
    'has a list twice',
    '<!DOCTYPE HealthData [\n<!ATTLIST Me a CDATA #IMPLIED>\n<!ATTLIST Me a CDATA #IMPLIED>\n]>',
  ],
  ['has a quote too few', '<!DOCTYPE HealthData [\n<!ENTITY x "quoted>\n<!ELEMENT HealthData (Me\'s)>\n]>'],
  ['does not end', '<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate, Me)>\n'],
  ['has comments with tags in them', '<!DOCTYPE HealthData [\n<!-- <Record> and "so on -->\n]>'],
  ['defines entities', '<!DOCTYPE HealthData [\n<!ENTITY a "&b;&b;"><!ENTITY b "lol">\n]>'],
])('a document type that %s changes nothing', async (_, type) => {
  expect(await read(`\uFEFF<?xml version="1.0"?>\n${type}\n${root}`)).toEqual({ ...two, faults: 0 })
})

test.each([
  ['a vertical tab', steps('\v1')],
  ['a NUL', steps('1\0')],
  ['a reference to a control character', steps('&#x0B;1')],
  ['an attribute whose name has a blank', steps(1, 'a b="c"')],
  ['an attribute without a value', steps(1, 'a')],
  ['text between the elements', `${steps(1)} & more`],
  ['a declaration', `${steps(1)}<!ELEMENT Me EMPTY>`],
  ['a closing tag of nothing', `${steps(1)}</Nothing>`],
])('%s is a fault, and the record is kept', async (_, record) => {
  const all = await read(exportOf(record, steps(2)))
  expect(all).toMatchObject({ ...two, records: [{ ...readSteps(1, 0) }, readSteps(2, 1)] })
  expect(all.faults).toBeGreaterThan(0)
})

test('references of no meaning, and a lone ampersand, stay as they are', async () => {
  const record = steps(1).replace('Watch', 'Tom & Jerry&nbsp;&lt;')
  expect(await read(exportOf(record, steps(2)))).toEqual({
    records: [readSteps(1, 0, 'Tom & Jerry&nbsp;<'), readSteps(2, 1)],
    faults: 2,
    cutOff: false,
  })
})

test('a Record that is not closed ends where the next one begins', async () => {
  const unclosed = steps(1).replace('/>', '>')
  expect(await read(exportOf(unclosed, steps(2)))).toEqual({ ...two, faults: 1 })
  expect(await read(exportOf(steps(1), steps(2).replace('/>', '>')))).toEqual({ ...two, faults: 1 })
})

test('a tag that does not end is refused, and what follows it is read', async () => {
  const broken = {
    kind: 'nothing',
    countedAs: 'record',
    detail: 'its tag does not end',
    path: '/HealthData/Record',
  }
  for (const part of [
    '<Record type="HKQuantity',
    '<Record type="HK" unit=',
    '<Record type="HK" ',
    '<Record typ',
  ]) {
    const all = await read(exportOf(`${part}\n`, steps(2)))
    expect(all).toMatchObject({ records: [{ ...broken, index: 0 }, readSteps(2, 1)], cutOff: false })
  }
})

test('a closing tag that closes nothing ends neither the element around it nor the root', async () => {
  const record = `${steps(1).replace('/>', '>')}</Nothing></Record></Record>`
  expect(await read(exportOf(record, steps(2)))).toEqual({ ...two, faults: 2 })
})

test('a root of another name, or none, is as good', async () => {
  expect(await read(root.replaceAll('HealthData', 'Export'))).toEqual({ ...two, faults: 0 })
  expect(await read(`${steps(1)}${steps(2)}`)).toEqual({ ...two, faults: 1, cutOff: true })
})

test('an export that ends early says so, with all that is complete', async () => {
  for (const rest of ['', '<Record type="HK', `<Workout ${times}><WorkoutEvent/>`]) {
    const cut = `<HealthData>${steps(1)}${steps(2)}${rest}`
    expect(await read(cut)).toEqual({ ...two, faults: 0, cutOff: true })
  }
  expect(await read('')).toEqual({ records: [], faults: 0, cutOff: true })
  expect(await read('nothing of the kind')).toEqual({ records: [], faults: 0, cutOff: true })
})

test('an element that is too deep, too long or of too many parts is refused, and the next one is read', async () => {
  const inside = async (parts: string) => {
    const all = await read(exportOf(`<Workout ${times}>${parts}</Workout>`, steps(1)))
    expect(all).toMatchObject({
      records: [{ kind: 'nothing', countedAs: 'workout' }, readSteps(1, 0)],
      faults: 0,
    })
    return all.records[0]
  }
  expect(await inside(`${'<a>'.repeat(40)}${'</a>'.repeat(40)}`)).toMatchObject({
    detail: 'it is nested deeper than 32 levels',
  })
  expect(await inside('<a/>'.repeat(100_001))).toMatchObject({
    detail: 'more than 100000 elements are in it',
  })
  expect(await inside(`<a b="${'x'.repeat(1_000_000)}"/>`.repeat(17))).toMatchObject({
    detail: 'it is longer than 16000000 characters',
  })
})

test('text that goes on without a tag, and elements without end, are refused as a whole', async () => {
  const long = 'x'.repeat(4_100_000)
  const withoutTag = 'The XML has 4000000 bytes without a tag'
  for (const endless of [`<Record a="${long}`, `<!--${'>'.repeat(4_100_000)}`, long]) {
    await expect(read(exportOf(endless))).rejects.toMatchObject({ code: 'export_unsafe', detail: withoutTag })
  }
  await expect(read(exportOf('<a>'.repeat(10_001)))).rejects.toMatchObject({
    code: 'export_unsafe',
    detail: 'The XML is nested 10000 levels deep',
  })
})

test('elements of ever other names are counted together', async () => {
  const elements = Array.from({ length: 1_100 }, (_, index) => `<E${index} startDate="${start}"/>`)
  const { records } = await read(exportOf(...elements))
  expect(records.at(-1)).toMatchObject({ type: 'e1099', path: '/HealthData/*', index: 99 })
})
