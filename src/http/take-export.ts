import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import type { Partitions } from '../database/partitions.ts'
import { keepExport } from '../ingest/apple-export/keep-export.ts'
import type { UploadFolder } from '../ingest/apple-export/upload-folder.ts'
import type { UploadedExports } from '../ingest/apple-export/uploaded-exports.ts'
import { callerOf } from './authenticate.ts'
import { LongTurns, type RunningWorks } from './long-turns.ts'
import { fileNameOf, receiveExport } from './receive-export.ts'

interface Deps {
  pool: Pool
  partitions: Partitions
  uploadFolder: UploadFolder
  uploads: Pick<UploadedExports, 'wake'>
  runningWorks: RunningWorks
  config: Pick<Config, 'maxImportBytes'>
}

/**
 * Takes in an export that is sent as a body.
 * @returns its ingestion's id, once the file is safe; the import follows
 */
export type TakeExport = (request: FastifyRequest, reply: FastifyReply) => Promise<string>

export function exportTaker({ uploadFolder: folder, uploads, config, ...deps }: Deps): TakeExport {
  const { pool, partitions } = deps
  const turns = new LongTurns('upload', deps.runningWorks, {
    of_user: 'An export of this account is being uploaded: wait for its end',
    of_others: 'Other exports are being uploaded: send it again later',
  })
  return async (request, reply) => {
    const { userId, keyId } = callerOf(request)
    const sender = { userId, keyId, fileName: fileNameOf(request) }
    const endTurn = await turns.take(userId)
    try {
      const received = await receiveExport(request, reply, { folder, maxBytes: config.maxImportBytes })
      const { id } = await keepExport({ pool, partitions, folder }, sender, received)
      uploads.wake()
      return id
    } finally {
      endTurn()
    }
  }
}
