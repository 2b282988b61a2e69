import type { HealthEvent } from '../api/events.ts'
import { sayNumber } from '../words/numbers.ts'
import { numberOf, sayPlain, textOf } from './plain-words.ts'

/** What the watch made of it: `Sinus rhythm` */
export const classificationOf = ({ detail }: HealthEvent): string =>
  sayPlain(textOf(detail?.classification) ?? 'Not classified')

/** `72 bpm`; undefined where nobody counted. */
export function rateOf({ detail }: HealthEvent): string | undefined {
  const rate = numberOf(detail?.averageHeartRate)
  return rate === undefined ? undefined : `${sayNumber(rate)} bpm`
}
