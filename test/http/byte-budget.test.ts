import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteBudget, type Share } from '../../src/http/byte-budget.ts'

const LIMIT = 100
const patient = { bytes: LIMIT, maxWaitMs: 600_000, waitingBytes: 1e9 }
/** What was granted is told in microtasks, of which none is left after a turn of the loop. */
const settled = () => new Promise(setImmediate)

test('whoever comes first is served first, and a large share is not passed by small ones', async () => {
  const budget = new ByteBudget(patient)
  const first = await budget.take(60)
  const served: string[] = []
  const large = budget.take(80).then(share => {
    served.push('large')
    return share
  })
  const small = budget.take(30).then(() => served.push('small'))
  await settled()
  expect({ served, held: budget.heldBytes, waiting: budget.waitingBytes }).toEqual({
    served: [],
    held: 60,
    waiting: 110,
  })
  first.shrinkTo(0)
  const share = await large
  await settled()
  expect(served).toEqual(['large'])
  // What is not needed of a share makes room too.
  share.shrinkTo(70)
  await small
  expect({ served, held: budget.heldBytes }).toEqual({ served: ['large', 'small'], held: 100 })
})

test('who has a share already gets the rest of it before who has none', async () => {
  const budget = new ByteBudget(patient)
  const other = await budget.take(50)
  await budget.take(50)
  const newcomer = budget.take(10)
  const rest = budget.take(50, { goesFirst: true })
  other.shrinkTo(0)
  await rest
  await settled()
  expect({ held: budget.heldBytes, waiting: budget.waitingBytes }).toEqual({ held: 100, waiting: 10 })
  budget.close()
  await expect(newcomer).rejects.toMatchObject({ code: 'overloaded' })
})

test('who waits too long, or would wait in vain, is told to come back', async () => {
  const budget = new ByteBudget({ bytes: LIMIT, maxWaitMs: 20, waitingBytes: 50 })
  const first = await budget.take(100)
  const late = budget.take(50)
  const refusal = { code: 'overloaded', retryAfterSeconds: 30 }
  await expect(budget.take(1)).rejects.toMatchObject(refusal)
  await expect(late).rejects.toMatchObject(refusal)
  first.shrinkTo(0)
  await budget.take(100)
  expect({ held: budget.heldBytes, waiting: budget.waitingBytes }).toEqual({ held: 100, waiting: 0 })
})

test('a stop sends away who waits, and lets who has begun go on', async () => {
  const budget = new ByteBudget(patient)
  const other = await budget.take(60)
  await budget.take(40)
  const rest = budget.take(20, { goesFirst: true })
  const newcomers = [budget.take(90), budget.take(30)]
  budget.close()
  for (const newcomer of [...newcomers, budget.take(10)]) {
    await expect(newcomer).rejects.toMatchObject({
      code: 'overloaded',
      detail: 'The service is stopping; send the same request again',
    })
  }
  other.shrinkTo(0)
  await rest
  expect({ held: budget.heldBytes, waiting: budget.waitingBytes }).toEqual({ held: 60, waiting: 0 })
})

/** Somebody who takes a share: of how many bytes, and what is done with it. */
interface Holder {
  bytes: number
  client: EventEmitter
  share?: Share
  refused?: true
}

const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('take' as const), bytes: fc.integer({ min: 1, max: LIMIT }) }),
    },
    fc.record({ do: fc.constant('give back' as const), whose: fc.nat() }),
    fc.record({ do: fc.constant('shrink' as const), whose: fc.nat(), to: fc.nat({ max: LIMIT }) }),
    fc.record({ do: fc.constant('give up' as const), whose: fc.nat() }),
  ),
  { maxLength: 60 },
)

test('in whatever order shares are taken, given back and given up: never too much is held, nobody is forgotten, and who came first goes first', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async sequence => {
      const budget = new ByteBudget(patient)
      const holders: Holder[] = []
      const served: Holder[] = []
      const waiting = () => holders.filter(({ share, refused }) => !share && !refused)
      const pick = (some: Holder[], whose: number) => some[whose % some.length]
      let holding: Holder[] = []
      const check = async () => {
        await settled()
        holding = holders.filter(({ share }) => share)
        expect(budget.heldBytes).toBe(holding.reduce((sum, { bytes }) => sum + bytes, 0))
        expect(budget.heldBytes).toBeLessThanOrEqual(LIMIT)
        expect(budget.waitingBytes).toBe(waiting().reduce((sum, { bytes }) => sum + bytes, 0))
        // The next one waits only for as long as it has to.
        const [next] = waiting()
        if (next) expect(budget.heldBytes + next.bytes).toBeGreaterThan(LIMIT)
      }
      for (const step of sequence) {
        if (step.do === 'take') {
          const holder: Holder = { bytes: step.bytes, client: new EventEmitter() }
          holders.push(holder)
          budget.take(step.bytes, { giveUpWhen: holder.client }).then(
            share => {
              holder.share = share
              served.push(holder)
            },
            () => {
              holder.refused = true
            },
          )
        } else if (step.do === 'give up') pick(waiting(), step.whose)?.client.emit('close')
        else {
          const holder = pick(holding, step.whose)
          if (holder) {
            const to = step.do === 'shrink' ? Math.min(step.to, holder.bytes) : 0
            holder.share!.shrinkTo(to)
            holder.bytes = to
          }
        }
        await check()
      }
      // Whatever it was, it ends when each gives back what it has.
      while (holding.some(({ bytes }) => bytes > 0)) {
        for (const holder of holding) {
          holder.share!.shrinkTo(0)
          holder.bytes = 0
        }
        await check()
      }
      expect({ held: budget.heldBytes, waiting: budget.waitingBytes, left: waiting() }).toEqual({
        held: 0,
        waiting: 0,
        left: [],
      })
      const inOrder = holders.filter(({ share }) => share)
      expect(served).toEqual(inOrder)
      expect(inOrder.every(({ client }) => client.listenerCount('close') === 0)).toBe(true)
    }),
  )
})
