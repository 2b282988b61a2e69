import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseJson,
  parseJsonLines,
  parseWholeJson,
  parseWholeJsonLines,
} from '../../../src/ingest/parse/parse-json.ts'
import { Problem } from '../../../src/problem.ts'

type Parse = (bytes: Buffer) => unknown

/** Every body is long, and so is nearly every array: pieces of a few bytes, none of which is kept. */
const tiny = { longBodyBytes: 0, pieceBytes: 12, fewElements: 0 }
const syntaxes: [name: string, piecewise: Parse, whole: Parse][] = [
  ['JSON', bytes => parseJson(bytes, tiny), parseWholeJson],
  ['JSON whose pieces are kept', bytes => parseJson(bytes, { ...tiny, fewElements: 100 }), parseWholeJson],
  ['lines of JSON', bytes => parseJsonLines(bytes, tiny), parseWholeJsonLines],
]

/** The value, or what is told instead. Everything in it is looked at, in order. */
async function outcomeOf(parse: Parse, bytes: Buffer): Promise<unknown> {
  try {
    // As text, which is compared sooner than a tree.
    return { value: JSON.stringify(copy(await parse(bytes))) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { code: error.code, detail: error.detail }
  }
}

/** Keys in their order, also `__proto__`, and numbers that JSON cannot write. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', value.length, ...value.map(copy)]
  if (typeof value !== 'object' || value === null) return [typeof value, String(value)]
  return ['object', ...Object.keys(value).map(key => [key, copy((value as Record<string, unknown>)[key])])]
}

const blank = fc.constantFrom('', '', '', ' ', '\t', '\r', '  ')
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).map(text => JSON.stringify(text)),
  fc.constantFrom(
    '"\\ud800"',
    '"\\u0041\\/\\b\\f\\n\\r\\t\\"\\\\"',
    '"é€😀\u2028"',
    '"]},[{:"',
    '"\x7f"',
    '""',
  ),
)
const scalar = fc.oneof(
  text,
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
  fc.constantFrom('0', '-0', '1e400', '-1E+2', '1.50e-3', '12345678901234567890', 'true', 'false', 'null'),
)
const key = fc.oneof(text, fc.constantFrom('"__proto__"', '"a"', '"a"', '"data"', '"constructor"', '"1"'))

/** JSON as somebody may write it: blanks anywhere, equal keys, any spelling of a number or text. */
const { json } = fc.letrec<{ json: string; array: string; object: string }>(tie => ({
  json: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, scalar, tie('array'), tie('object')),
  array: fc
    .array(fc.tuple(blank, tie('json'), blank), { maxLength: 9 })
    .map(elements => `[${elements.map(parts => parts.join('')).join(',')}]`),
  object: fc
    .array(fc.tuple(blank, key, blank, tie('json'), blank), { maxLength: 5 })
    .map(entries => `{${entries.map(([a, key, b, value, c]) => `${a}${key}${b}:${value}${c}`).join(',')}}`),
}))
const body = fc.tuple(blank, json, blank).map(parts => parts.join(''))
const lines = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: body },
      { weight: 1, arbitrary: fc.constantFrom('', ' ', '\u00a0\u3000', '\v', '\ufeff') },
    ),
  )
  .map(lines => lines.join('\n'))
const anyBody = fc.oneof(body, lines)

describe.each(syntaxes)('%s in pieces', (_name, piecewise, whole) => {
  const expectSame = async (bytes: Buffer) => {
    expect(await outcomeOf(piecewise, bytes)).toEqual(await outcomeOf(whole, bytes))
  }

  test('is the same value as in one go', async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, written => expectSame(Buffer.from(written))),
      { numRuns: 300 },
    )
  })

  test('that ends too early is the same problem', async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, fc.nat(), (written, at) => {
        const bytes = Buffer.from(written)
        return expectSame(bytes.subarray(0, at % (bytes.length + 1)))
      }),
      { numRuns: 300 },
    )
  })

  test('with bytes that were changed, or come twice, is the same value or problem', async () => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('[]{}",:\\u0-+.eE1tfn \n\v\x00')))
    await fc.assert(
      fc.asyncProperty(
        anyBody,
        fc.array(fc.tuple(fc.nat(), byte, fc.boolean()), { maxLength: 3 }),
        (written, changes) => {
          let bytes = Buffer.from(written)
          for (const [at, byte, isAdded] of changes) {
            const place = at % (bytes.length + 1)
            bytes = Buffer.concat([
              bytes.subarray(0, place),
              Buffer.from([byte]),
              bytes.subarray(isAdded ? place : place + 1),
            ])
          }
          return expectSame(bytes)
        },
      ),
      { numRuns: 500 },
    )
  })

  test.each([
    ['nothing', ''],
    ['blanks', ' \t\r\n '],
    ['blanks that are none of JSON', '\u00a0\ufeff \n\u3000'],
    ['a byte order mark', '\ufeff{"data":[1,2,3,4,5,6,7,8]}'],
    ['a byte order mark behind a blank', ' \ufeff[1]'],
    ['CSV', 'Start,End\n1,2'],
    ['CSV far behind blanks', `${' \u00a0'.repeat(1_000)}Start,End`],
    ['a text', 'é'],
    ['two values', '[1][2]'],
    ['a comma at the end', '[1,2,3,4,5,6,7,8,]'],
    ['a key without a value', '{"a":}'],
    ['a number with a zero before it', '[01]'],
    ['a number without digits', '[-]'],
    ['a control character', '["a\u0001"]'],
    ['64 levels', `${'['.repeat(64)}${']'.repeat(64)}`],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
    [
      '64 levels of one element each, and long',
      `${'[{"a":'.repeat(32)}"${'x'.repeat(99)}"${'}]'.repeat(32)}`,
    ],
    ['65 levels behind something else that is wrong', `${'x'.repeat(20)}${'['.repeat(65)}`],
    ['brackets that close before they open', `]]]]${'['.repeat(68)}`],
    ['65 levels and no UTF-8', Buffer.concat([Buffer.from([0xff]), Buffer.from('['.repeat(65))])],
    ['no UTF-8 and no JSON', Buffer.from('[1,2,K\xf6rper', 'latin1')],
    ['a surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a character that is cut off', Buffer.from('["\u20ac').subarray(0, -1)],
    ['a long array that an equal key takes the place of', '{"data":[1,2,3,4,5,6,7,8,9],"data":1}'],
    ['a long array in the place of another', '{"data":[1,2,3,4,5,6,7,8,9],"data":[9,8,7,6,5,4,3,2,1]}'],
    [
      'a long array under __proto__',
      '{"__proto__":[1,2,3,4,5,6,7,8,9],"a":{"__proto__":{"b":[1,2,3,4,5,6,7,8,9]}}}',
    ],
    ['an empty long array', `[${' '.repeat(50)}]`],
    [
      'long arrays in each other',
      '[[[1,2,3,4,5,6,7,8,9],"éééééééééééé",[[1,2,3,4,5,6,7,8,9]],{"a":[1,2,3,4,5,6,7,8]}]]',
    ],
  ])('%s', (_what, written) => expectSame(Buffer.from(written as string)))
})

test('a character is whole and a wrong byte found wherever the bytes are cut to be checked', async () => {
  const MIB = 1_048_576
  for (const character of ['é', '€', '😀']) {
    for (let shift = 0; shift < Buffer.byteLength(character); shift++) {
      const written = `["${'x'.repeat(shift)}${character.repeat(MIB)}"]`
      const bytes = Buffer.from(written)
      expect(await parseJson(bytes, tiny)).toEqual(JSON.parse(written))
      bytes[MIB] = 0xff
      expect(await outcomeOf(bytes => parseJson(bytes, tiny), bytes)).toEqual(
        await outcomeOf(parseWholeJson, bytes),
      )
    }
  }
})

describe.each([
  ['a long array', 99],
  ['one of few elements', 100],
])('a view of %s', (_name, fewElements) => {
  const elements = Array.from({ length: 100 }, (_, at) => ({ at, list: [at, at + 1] }))
  const view = async () =>
    (await parseJson(Buffer.from(JSON.stringify(elements)), { ...tiny, fewElements })) as typeof elements

  test('has its elements once, or anew each time', async () => {
    const array = await view()
    const [first, , again] = [array[0], array[99], array[0]]
    expect(first === again).toBe(fewElements === 100)
    expect(again).toEqual(first)
  })

  test('is an array for whatever reads one', async () => {
    const array = await view()
    expect(Array.isArray(array)).toBe(true)
    expect(array).toHaveLength(100)
    expect([...array]).toEqual(elements)
    expect([...array.entries()]).toEqual([...elements.entries()])
    expect([...array.keys()]).toEqual([...elements.keys()])
    expect(Object.entries(array)).toEqual(Object.entries(elements))
    expect(JSON.stringify(array)).toBe(JSON.stringify(elements))
    expect(array.map(({ at }) => at)).toEqual(elements.map(({ at }) => at))
    expect(array.flatMap(({ list }) => list)).toEqual(elements.flatMap(({ list }) => list))
    expect(array.filter(({ at }) => at % 2)).toEqual(elements.filter(({ at }) => at % 2))
    expect(array.some(({ at }) => at === 99)).toBe(true)
    expect(array.every(({ at }) => at < 99)).toBe(false)
    expect(array.slice(40, 42)).toEqual(elements.slice(40, 42))
    expect(array.at(-1)).toEqual(elements.at(-1))
    expect(([] as typeof elements).concat(array)).toEqual(elements)
  })

  test('is read in any order', async () => {
    const array = await view()
    for (const at of [99, 0, 50, 51, 49, 1, 98]) expect(array[at]).toEqual(elements[at])
    expect(array[100]).toBeUndefined()
    expect([0 in array, 99 in array, 100 in array, '01' in array, (-1) in array]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('cannot be written to', async () => {
    const array = await view()
    expect(() => array.push(elements[0]!)).toThrow(TypeError)
    expect(() => array.sort()).toThrow(TypeError)
    expect(() => {
      delete (array as unknown[])[0]
    }).toThrow(TypeError)
    expect([...array]).toEqual(elements)
  })
})

test('of all arrays of few elements up to 1 MiB is kept, from the first one on', async () => {
  const element = 'x'.repeat(6_000)
  const listOf = (name: string, length: number) => Array.from({ length }, () => ({ name, element }))
  const lists = { large: listOf('large', 200), first: listOf('first', 100), second: listOf('second', 100) }
  const body = (await parseJson(Buffer.from(JSON.stringify(lists)))) as typeof lists
  const isKept = (list: unknown[]) => {
    const [first, , again] = [list[0], list.at(-1), list[0]]
    return first === again
  }
  expect([body.large, body.first, body.second].map(isKept)).toEqual([false, true, false])
  expect([...body.second]).toEqual(lists.second)
})

test.each([131_071, 131_072])('a body of %i bytes is the same value, or the same problem', async bytes => {
  const text = JSON.stringify({
    data: { metrics: Array.from({ length: 900 }, (_, at) => ({ at, list: [at] })) },
  })
  const body = Buffer.from(text.padEnd(bytes))
  expect(await outcomeOf(parseJson, body)).toEqual(await outcomeOf(parseWholeJson, body))
  for (const [at, byte] of [
    [text.length - 1, 0x20],
    [40, 0xff],
    [8, 0x2c],
  ] as const) {
    const broken = Buffer.from(body)
    broken[at] = byte
    const outcome = await outcomeOf(parseJson, broken)
    expect(outcome).toHaveProperty('code')
    expect(outcome).toEqual(await outcomeOf(parseWholeJson, broken))
  }
})
