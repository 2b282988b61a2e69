import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { Partitions } from '../../../src/database/partitions.ts'
import { registerExport } from '../../../src/ingest/apple-export/ledger-row.ts'
import { UploadFolder } from '../../../src/ingest/apple-export/upload-folder.ts'
import { UploadedExports } from '../../../src/ingest/apple-export/uploaded-exports.ts'
import { appleExport } from '../../support/apple-export.ts'
import { closeAfterwards } from '../../support/close-afterwards.ts'
import { testDatabase } from '../../support/database.ts'
import { createTestUser } from '../../support/ingesting.ts'

const { pool } = await testDatabase()
const partitions = new Partitions(pool)

test('who has uploaded three exports lets others in between, and has them imported in their order', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'health-export-uploads-'))
  closeAfterwards(() => rm(dataDir, { recursive: true, force: true }))
  const folder = new UploadFolder(dataDir)
  const zip = await appleExport(3)
  /** What an upload does, up to its answer. */
  const upload = async (userId: string) => {
    const { path, ...file } = await folder.receive(Readable.from([zip]))
    const owned = { ...file, userId, keyId: null, fileName: 'export.zip' }
    const { id } = await registerExport({ pool, partitions }, owned, 'queued', {}, async raw => {
      await folder.keep(path, raw)
    })
    return id
  }
  const [many, few] = [await createTestUser(pool), await createTestUser(pool)]
  const ofMany = [await upload(many), await upload(many), await upload(many)]
  const ofFew = [await upload(few), await upload(few)]
  const imported: unknown[] = []
  const uploads = new UploadedExports({
    pool,
    partitions,
    disabledTypes: new Set(),
    folder,
    log: {
      info: fields => imported.push((fields as { ingestion_id: string }).ingestion_id),
      error: fields => imported.push(fields),
    },
  })
  closeAfterwards(() => uploads.close())
  uploads.start()
  await expect.poll(() => imported.length, { timeout: 20_000 }).toBe(5)
  expect(imported).toEqual([ofMany[0], ofFew[0], ofMany[1], ofFew[1], ofMany[2]])
})
