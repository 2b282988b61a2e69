import { randomBytes } from 'node:crypto'
import { createPool } from '../../src/database/pool.ts'
import { closeAfterwards } from './close-afterwards.ts'
import type { TestDatabase } from './database.ts'
import { runOnServer, urlOfDatabase } from './test-server.ts'

export interface TestLogin {
  name: string
  /** A database of its own that holds nothing; dropped with the login when the test or the file ends. */
  openDatabase(): Promise<TestDatabase>
}

/** A login that is no superuser, as a hosted database gives one. @param rights such as `createrole` */
export async function testLogin(serverUrl: string, rights: string): Promise<TestLogin> {
  const name = `health_test_login_${randomBytes(4).toString('hex')}`
  await runOnServer(serverUrl, `create role ${name} login password '${name}' nosuperuser ${rights}`)
  // Its own grants of roles to itself have to go before it does.
  closeAfterwards(() => runOnServer(serverUrl, `drop owned by ${name} cascade; drop role ${name}`))
  let databases = 0
  return {
    name,
    async openDatabase() {
      databases += 1
      const database = `${name}_${databases}`
      await runOnServer(
        serverUrl,
        `create database ${database} owner ${name} template template0 encoding 'UTF8' strategy file_copy`,
      )
      const asLogin = new URL(urlOfDatabase(serverUrl, database))
      asLogin.username = name
      asLogin.password = name
      const pool = createPool(asLogin.href, { onError: () => {}, max: 2 })
      closeAfterwards(async () => {
        await pool.end()
        await runOnServer(serverUrl, `drop database ${database} with (force)`)
      })
      return { pool, url: asLogin.href }
    },
  }
}
