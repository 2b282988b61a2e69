import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { findFreePort } from '../../src/database/embedded-postmaster.ts'
import { closeAfterwards } from './close-afterwards.ts'

const hasProgram = spawnSync('redis-server', ['--version']).status === 0
// In continuous integration nothing may be left out: there the tests run, and fail for want of Redis.
const mayBeMissing = process.env.CI !== 'true'

/** For `test.skipIf`: neither TEST_REDIS_URL nor a `redis-server` to start. */
export const lacksRedis = mayBeMissing && !process.env.TEST_REDIS_URL && !hasProgram
/** For `test.skipIf`, of tests that kill, freeze or empty their Redis. */
export const lacksRedisProgram = mayBeMissing && !hasProgram

export interface PrivateRedis {
  url: string
  /** No answer, and no error either, until `thaw`. */
  freeze(): void
  thaw(): void
  /** Ends the server as a crash does; again is no error. */
  kill(): Promise<void>
}

/** The Redis of TEST_REDIS_URL, or one of our own until the test or the file ends. Ids in it must be fresh: others share it. */
export async function testRedisUrl(): Promise<string> {
  if (process.env.TEST_REDIS_URL) return process.env.TEST_REDIS_URL
  return (await startRedis()).url
}

/** A Redis on a free loopback port that keeps nothing on disk; it ends with the test or the file at the latest. */
export async function startRedis(): Promise<PrivateRedis> {
  const port = await findFreePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', [...args, '--dir', tmpdir()], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(server, 'exit')
  closeAfterwards(kill)
  const output: string[] = []
  const started = (async () => {
    for await (const line of createInterface(server.stdout)) {
      output.push(line)
      if (line.includes('Ready to accept connections')) return
    }
    throw new Error(`redis-server did not start: ${output.join('\n')}`)
  })()
  await Promise.race([started, ended.then(() => started)])
  // Unread output would fill the pipe and stop the server.
  server.stdout.resume()
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    kill,
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill('SIGKILL')
    await ended
  }
}
