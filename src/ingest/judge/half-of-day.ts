const before = ['午前', '上午', '오전']
const after = ['午後', '下午', '오후']

/** A date, a mark of the half of day before or behind the time, and an offset. */
const clock = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d[Tt ])(?:(${[...before, ...after].join('|')})\\s*)?(\\d\\d?)(:\\d\\d:\\d\\d(?:\\.\\d+)?)` +
    `(?:\\s*(${[...before, ...after].join('|')})|\\s+([AaPp])\\.\\s?[Mm]\\.?)?\\s*([Zz]|[+-][\\d:]+)$`,
)
/** Longer text is no time; it is not worth looking at what a stranger sent. */
const MAX_LENGTH = 60

/**
 * A time on a 12-hour clock as phones in Spanish (`7:57:00 p. m.`), Japanese (`午後7:57:00`), Chinese (`下午7:57:00`) and
 * Korean (`오후 7:57:00`) write it, in the spelling that `parseTime` reads: `7:57:00 pm`. Undefined: no such text.
 * Japanese clocks count the hours of either half from 0.
 */
export function spellHalfOfDay(written: string): string | undefined {
  if (written.length > MAX_LENGTH) return undefined
  const parts = clock.exec(written)
  if (!parts) return undefined
  const [, date, inFront, hour, rest, behind, letter, offset] = parts
  // A mark on both sides is no time of any language.
  if ([inFront, behind, letter].filter(mark => mark !== undefined).length !== 1) return undefined
  const mark = inFront ?? behind
  const half = mark === undefined ? `${letter}m` : before.includes(mark) ? 'am' : 'pm'
  const hourOfHalf = mark !== undefined && Number(hour) === 0 ? '12' : hour
  return `${date}${hourOfHalf}${rest} ${half} ${offset}`
}

const timeOfDay = /^\d{4}-\d\d-\d\d[Tt ](.*?)(?:[+-]\d\d:?\d\d|[Zz])$/

/** Whether a text is a time with a word beside it: a half of the day as no language that we know spells it. */
export function isOnTwelveHours(written: string): boolean {
  if (written.length > MAX_LENGTH) return false
  const clock = timeOfDay.exec(written)?.[1] ?? ''
  return /\d:\d\d/.test(clock) && /\p{L}/u.test(clock)
}
