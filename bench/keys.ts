/**
 * Does an authenticated request cost more when the database holds more keys? Two databases on one server, one with a
 * single key and one with 10,000, asked in turn: what the machine does meanwhile happens to both.
 * Run it with: npm run bench:keys
 */
import { openDatabaseServer } from './database/database-server.ts'
import { compareKeys, MANY_KEYS } from './keys/compare-keys.ts'

const server = await openDatabaseServer()
try {
  const one = await server.createDatabase('one_key')
  const many = await server.createDatabase('many_keys')
  console.log(`One authenticated request (GET /v1/me), 1 key and ${MANY_KEYS} keys in the database, in turn`)
  console.log('| | 1 key, median ms | 10,000 keys, median ms | ratio |\n| --- | --- | --- | --- |')
  for (const { title, oneMs, manyMs } of await compareKeys({ one, many }))
    console.log(`| ${title} | ${oneMs.toFixed(3)} | ${manyMs.toFixed(3)} | ${(manyMs / oneMs).toFixed(3)} |`)
} finally {
  await server.close()
}
