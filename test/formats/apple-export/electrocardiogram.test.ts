import { describe, expect, test } from 'vitest'
import { readElectrocardiogram } from '../../../src/formats/apple-export/electrocardiogram.ts'
import type { IncomingEvent } from '../../../src/formats/incoming.ts'
import { canonicalJson } from '../../../src/ingest/judge/text.ts'

const place = { path: '/electrocardiograms/ecg_2022-03-01.csv', index: 0 }

async function* chunksOf(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const read = (text: string, size = 64 * 1024) => readElectrocardiogram(chunksOf(text, size), place)
const readEvent = async (text: string) => (await read(text)) as IncomingEvent

const header = `Name,"Muster, Anna"
Date of Birth,"Feb 5, 1952"
Recorded Date,2022-03-01 10:11:12 +0100
Classification,Sinus Rhythm
Symptoms,
Software Version,1.90
Device,"Watch6,2"
Sample Rate,512 hertz


Lead,Lead I
Unit,µV

`
const voltages = Array.from(
  { length: 15_360 },
  (_, index) => Math.round(200_000 * Math.sin(index / 40)) / 1000,
)
const whole = `${header}${voltages.join('\n')}\n`

const event = {
  kind: 'event',
  type: 'ecg',
  startedAt: '2022-03-01 10:11:12 +0100',
  endedAt: '2022-03-01T09:11:42.000Z',
  source: 'ECG',
  detail: {
    classification: 'Sinus Rhythm',
    samplingFrequency: 512,
    numberOfVoltageMeasurements: 15_360,
    unit: 'µV',
    voltages,
    header: {
      'Recorded Date': '2022-03-01 10:11:12 +0100',
      Classification: 'Sinus Rhythm',
      'Software Version': '1.90',
      Device: 'Watch6,2',
      'Sample Rate': '512 hertz',
      Lead: 'Lead I',
      Unit: 'µV',
    },
  },
  ...place,
}

test.each([
  ['as Apple writes it', whole, 64 * 1024],
  ['with a byte order mark and CRLF', `\ufeff${whole.replaceAll('\n', '\r\n')}`, 64 * 1024],
  ['with everything in quotes', whole.replace(/^([^,\n"]+),([^"\n]+)$/gm, '"$1","$2"'), 64 * 1024],
  ['in the smallest of pieces', whole, 1],
])('an electrocardiogram %s', async (_, text, size) => {
  expect(await read(text, size)).toEqual(event)
})

test('nothing of the person is in it', async () => {
  expect(JSON.stringify(await read(whole))).not.toMatch(/Anna|Muster|1952|Birth/)
})

test.each([
  [
    'German',
    `Name,"Muster, Anna"
Geburtsdatum,05.02.1952
Aufzeichnungsdatum,2022-03-01 10:11:12 +0100
Klassifizierung,Sinusrhythmus
Symptome,Herzrasen
Softwareversion,1.90
Gerät,"Watch6,2"
Abtastrate,"512,347 Hertz"

Ableitung,Ableitung I
Einheit,µV

-24,871
12
0,5
`,
    {
      classification: 'Sinusrhythmus',
      samplingFrequency: 512.347,
      numberOfVoltageMeasurements: 3,
      unit: 'µV',
      voltages: [-24.871, 12, 0.5],
      header: {
        Aufzeichnungsdatum: '2022-03-01 10:11:12 +0100',
        Klassifizierung: 'Sinusrhythmus',
        Symptome: 'Herzrasen',
        Softwareversion: '1.90',
        Gerät: 'Watch6,2',
        Abtastrate: '512,347 Hertz',
        Ableitung: 'Ableitung I',
        Einheit: 'µV',
      },
    },
  ],
  [
    'Spanish, with a word of its own for hertz and a minus of its own',
    `Nombre,Anna Muster
Fecha de nacimiento,1952-02-05
Fecha de grabación,2022-03-01 10:11:12 +0100
Clasificación,Ritmo sinusal
Frecuencia de muestreo,512 hercios
Unidad,mV
\u22120,5
`,
    {
      classification: 'Ritmo sinusal',
      samplingFrequency: 512,
      numberOfVoltageMeasurements: 1,
      unit: 'mV',
      voltages: [-0.5],
      header: {
        'Fecha de grabación': '2022-03-01 10:11:12 +0100',
        Clasificación: 'Ritmo sinusal',
        'Frecuencia de muestreo': '512 hercios',
        Unidad: 'mV',
      },
    },
  ],
])('an electrocardiogram of a phone in another language: %s', async (_, text, detail) => {
  const expected = { ...event, endedAt: '2022-03-01T09:11:12.000Z', detail }
  expect(await read(text)).toEqual(expected)
  expect(JSON.stringify(await read(text))).not.toMatch(/Anna|1952/)
})

describe('a recording', () => {
  test.each([
    [
      'whose frequency is not quite 512 ends in the second in which it ends',
      '512.617 hertz',
      '2022-03-01T09:11:42.000Z',
    ],
    ['without a frequency has no end that we know', '', undefined],
    ['of no frequency has no end that we know', '0 hertz', undefined],
  ])('%s', async (_, rate, endedAt) => {
    expect((await readEvent(whole.replace('512 hertz', rate))).endedAt).toBe(endedAt)
  })

  test('keeps the place of a voltage that cannot be read', async () => {
    const { detail } = await readEvent(`${header}1.5\n12.3.4\n-2\n`)
    expect(detail.voltages).toEqual([1.5, null, -2])
  })

  test('whose recorded date is none is left to ingest/, which cannot read its end either', async () => {
    const { startedAt, endedAt } = await readEvent(
      whole.replace('2022-03-01 10:11:12 +0100', '2022-13-41 10:11:12'),
    )
    expect({ startedAt, endedAt }).toEqual({ startedAt: '2022-13-41 10:11:12', endedAt: undefined })
  })
})

test.each([
  ['nothing', ''],
  ['a table', 'date,heart_rate\n2022,61\n'],
  ['one endless line', 'Recorded Date,2022-03-01 10:11:12 +0100'.padEnd(2_000, 'x')],
  ['a header without end', `${header}${'Label,value\n'.repeat(200)}`],
  ['a word for a recorded date', whole.replace('2022-03-01 10:11:12 +0100', 'yesterday')],
])('%s is no electrocardiogram', async (_, text) => {
  expect(await read(text)).toEqual({
    kind: 'nothing',
    countedAs: 'ecg',
    detail: 'no electrocardiogram',
    ...place,
  })
})

describe('a recording of many voltages', () => {
  test('has as many as ingest/ takes', async () => {
    const { detail } = await readEvent(`${header}${'-1.5\n'.repeat(200_000)}`)
    expect(detail.voltages).toHaveLength(200_000)
    expect(canonicalJson(detail).ok).toBe(true)
  })

  test('is kept without them where there are more', async () => {
    const { detail, endedAt } = await readEvent(`${header}${'-1.5\n'.repeat(204_800)}`)
    expect(endedAt).toBe('2022-03-01T09:17:52.000Z')
    expect(detail).toEqual({
      classification: 'Sinus Rhythm',
      samplingFrequency: 512,
      numberOfVoltageMeasurements: 204_800,
      unit: 'µV',
      header: event.detail.header,
      left_out: { voltages: 204_800 },
    })
  })

  test('without end is not read to its end', async () => {
    let given = 0
    async function* endless() {
      yield Buffer.from(header)
      for (const block = Buffer.from('-1.5\n'.repeat(20_000)); given < 1e9; given += block.length) yield block
    }
    const { detail, endedAt } = (await readElectrocardiogram(endless(), place)) as IncomingEvent
    expect(given).toBeLessThan(17e6)
    expect(endedAt).toBeUndefined()
    expect(detail).toEqual({
      classification: 'Sinus Rhythm',
      samplingFrequency: 512,
      unit: 'µV',
      header: event.detail.header,
      left_out: { voltages: 'more than 3340000' },
    })
  })
})
