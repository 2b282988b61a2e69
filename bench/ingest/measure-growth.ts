import type { Pool } from 'pg'
import { rebuildRollups } from '../../src/ingest/rollups/rebuild-rollups.ts'
import { fillHeartRates, yearsBefore } from '../accounts/fill-heart-rates.ts'
import { checkpoint } from '../database/checkpoint.ts'
import { median } from '../figures/quantile.ts'
import { createPhones, type Phone } from './create-phones.ts'
import { writeHeartRates } from './heart-rate-bodies.ts'
import { askAbout } from './questions.ts'
import type { Scale } from './scale.ts'
import { sendBodies } from './send-bodies.ts'
import type { ServerProcess } from './server-process.ts'
import { STEP_MS, type Stretch } from './stretch.ts'
import { timeAnswer } from './time-answer.ts'

const YEARS = 5
const BODY_RECORDS = 10_000
/** Questions are short: more of them make a better median. */
const ANSWERS_PER_ROUND = 5
const BODIES_BESIDE = 50

/** One thing that was done with accounts of several sizes: medians, in the order of the sizes. */
export interface Growth {
  title: string
  milliseconds: number[]
  /** With bodies coming in beside, of the largest account; undefined for the bodies themselves. */
  besideIngestMs?: number
  limitMs?: number
}

/**
 * What costs how much more in an account with more rows: heart rates of five years, few or many. Round for round, and
 * within one all sizes in turn; at the end the questions again, while somebody else's bodies come in.
 */
export async function measureGrowth({
  scale,
  pool,
  service,
}: {
  scale: Scale
  pool: Pool
  service: ServerProcess
}): Promise<Growth[]> {
  // What comes in during the rounds is later than all of it, and not in the future.
  const endMs = Date.now() - (scale.growthRounds + 1) * BODY_RECORDS * STEP_MS - 86_400_000
  const years = yearsBefore(endMs, YEARS)
  const accounts = await createPhones(pool, scale.accountSizes.length)
  for (const [place, { userId }] of accounts.entries()) {
    await fillHeartRates(pool, { userId, rows: scale.accountSizes[place]!, sources: 1, years })
    await rebuildRollups(pool as never, userId)
  }
  // Not of everything: hundreds of empty partitions take longer than the rows.
  await pool.query('vacuum analyze heart_rate_metrics, sample_rollups')
  await checkpoint(pool)

  const questions = askAbout(years)
  const more = `${BODY_RECORDS.toLocaleString('en')} samples more, in one body`
  const times = new Map<string, number[][]>()
  const note = (title: string, place: number, milliseconds: number[]) => {
    const bySize = times.get(title) ?? accounts.map(() => [])
    times.set(title, bySize)
    bySize[place]!.push(...milliseconds)
  }
  for (let round = 0; round <= scale.growthRounds; round++) {
    // The first one warms up.
    if (round === 1) times.clear()
    const startMs = years.end.getTime() + round * BODY_RECORDS * STEP_MS
    for (const [place, { key }] of accounts.entries()) {
      const seconds = await sendNew(service, key, { startMs, bodies: 1, recordsPerBody: BODY_RECORDS })
      note(more, place, [seconds * 1000])
      for (const { title, path } of questions)
        note(title, place, await timeAnswers(`${service.origin}${path}`, key))
    }
  }
  const [sender] = await createPhones(pool, 1)
  const largest = accounts.at(-1)!
  const beside = await whileIngesting(service, sender!, years.start.getTime(), async () => {
    const medians: number[] = []
    for (const { path } of questions) {
      const answers: number[] = []
      for (let round = 0; round < scale.growthRounds; round++)
        answers.push(...(await timeAnswers(`${service.origin}${path}`, largest.key)))
      medians.push(median(answers))
    }
    return medians
  })
  return [
    { title: more, milliseconds: times.get(more)!.map(median) },
    ...questions.map(({ title, limitMs }, place) => ({
      title,
      milliseconds: times.get(title)!.map(median),
      besideIngestMs: beside[place]!,
      limitMs,
    })),
  ]
}

async function timeAnswers(url: string, key: string): Promise<number[]> {
  const times: number[] = []
  for (let answer = 0; answer < ANSWERS_PER_ROUND; answer++) times.push(await timeAnswer(url, key))
  return times
}

async function sendNew(service: ServerProcess, key: string, stretch: Stretch): Promise<number> {
  const { bodies } = writeHeartRates('health-auto-export', stretch)
  return (await sendBodies([{ origin: service.origin, key, bodies }])).seconds
}

/** Bodies of somebody else come in, one after the other, until the work is done. */
async function whileIngesting<T>(
  service: ServerProcess,
  { key }: Phone,
  startMs: number,
  work: () => Promise<T>,
): Promise<T> {
  // Written before: what the writing takes would be counted for the answers.
  const stretch = { startMs, bodies: BODIES_BESIDE, recordsPerBody: BODY_RECORDS }
  const { bodies } = writeHeartRates('health-auto-export', stretch)
  let isDone = false
  const sending = (async () => {
    // One that is through them sends them again.
    for (let body = 0; !isDone; body++)
      await sendBodies([{ origin: service.origin, key, bodies: [bodies[body % bodies.length]!] }])
  })()
  try {
    return await work()
  } finally {
    isDone = true
    await sending
  }
}
