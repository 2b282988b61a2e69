import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { BodyRoom } from '../../src/http/body-room.ts'

const MAX_BODY_BYTES = 100_000_000
const ofUnknownLength = { length: undefined, isEncoded: true }

test('one account cannot keep the others out with bodies that hardly move', async () => {
  const room = new BodyRoom(MAX_BODY_BYTES)
  const enter = (userId: string) => room.enter({ userId, ...ofUnknownLength, request: new EventEmitter() })
  const places = await Promise.all(['a', 'a', 'a', 'a'].map(enter))
  await expect(enter('a')).rejects.toMatchObject({ code: 'overloaded' })
  const other = await room.enter({
    userId: 'b',
    length: 1_000_000,
    isEncoded: false,
    request: new EventEmitter(),
  })
  // Room that is given back is its own again, however often it is given back.
  for (const place of [...places, ...places]) place.leave()
  for (const place of await Promise.all(['a', 'a', 'a', 'a'].map(enter))) place.leave()
  other.leave()
  expect([room.heldBytes, room.waitingBytes]).toEqual([0, 0])
})
