import { expect, test } from 'vitest'
import { UserTurns } from '../../src/ingest/user-turns.ts'

/** A promise and the function that resolves it. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open, opened }
}

test('the work of one user runs in turn, also after one that failed, and that of another beside it', async () => {
  const turns = new UserTurns(10_000)
  const { open, opened } = gate()
  const done: string[] = []
  const first = turns.take('ada', async () => {
    await opened
    done.push('ada 1')
    throw new Error('the first one fails')
  })
  const second = turns.take('ada', async () => done.push('ada 2'))
  await turns.take('ben', async () => done.push('ben'))
  open()
  await expect(first).rejects.toThrow('the first one fails')
  await second
  expect(done).toEqual(['ben', 'ada 1', 'ada 2'])
})

test('whose turn does not come in time is told so, and is not run later', async () => {
  const turns = new UserTurns(20)
  const { open, opened } = gate()
  const first = turns.take('ada', () => opened)
  let ran = false
  const second = turns.take('ada', async () => {
    ran = true
  })
  await expect(second).rejects.toMatchObject({ code: 'overloaded' })
  open()
  await first
  await turns.take('ada', async () => {})
  expect(ran).toBe(false)
})
