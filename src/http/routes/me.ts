import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { MAX_SOURCE_LENGTH } from '../../ingest/judge/field-reader.ts'
import { normaliseSource, readText } from '../../ingest/judge/text.ts'
import { changeAccount } from '../../keys/change-account.ts'
import { Problem } from '../../problem.ts'
import { type Account, readAccount } from '../../query/account.ts'
import { callerOf } from '../authenticate.ts'
import type { EraseAccount } from '../erase-account.ts'
import { bodyProblems, problemResponses } from '../problem-schema.ts'
import { account, accountExample, describeAccount, units } from './account-schema.ts'
import { timezone } from './query-parameters.ts'

const MAX_SOURCES = 100
/** The longest list of sources, written with the longest escapes. */
const CHANGE_BODY_BYTES = 262_144

/** Spelled as the records store it, so that both can be compared. */
const source = z.string().transform((written, { issues }) => {
  const read = readText(written, MAX_SOURCE_LENGTH)
  if (read.ok) return normaliseSource(read.text ?? '')
  issues.push({ code: 'custom', input: written, message: `a source ${read.reason}` })
  return z.NEVER
})

const change = z.strictObject({
  timezone: timezone.describe('IANA name, such as Europe/Berlin').optional(),
  source_priority: z
    .array(source)
    .max(MAX_SOURCES, `must have at most ${MAX_SOURCES} sources`)
    .refine(names => new Set(names).size === names.length, 'must name each source once')
    .optional(),
  units: units.optional(),
})

const confirmation = 'must be the e-mail of this account, as GET /v1/me shows it: {"confirm": "<e-mail>"}'

interface Deps {
  pool: Pool
  eraseAccount: EraseAccount
}

export const meRoutes =
  ({ pool, eraseAccount }: Deps): FastifyPluginAsyncZod =>
  async server => {
    const accountOf = async (userId: string): Promise<Account> => {
      const found = await readAsUser(pool, userId, client => readAccount(client, { userId }))
      if (!found) throw accountGone()
      return found
    }

    server.get(
      '/v1/me',
      {
        config: { scope: 'manage' },
        schema: {
          tags: ['account'],
          operationId: 'readAccount',
          summary: 'Your account',
          response: {
            200: account.meta({ description: 'The account', examples: [accountExample] }),
            ...problemResponses(),
          },
        },
      },
      async request => describeAccount(await accountOf(callerOf(request).userId)),
    )

    server.patch(
      '/v1/me',
      {
        config: { scope: 'manage', audit: 'account.change' },
        bodyLimit: CHANGE_BODY_BYTES,
        schema: {
          tags: ['account'],
          operationId: 'changeAccount',
          summary: 'Change where your days begin, which of several sources counts, or your units',
          // Zod leaves `examples` out where a schema transforms, not `example`.
          body: change.meta({ example: { source_priority: accountExample.source_priority } }),
          response: {
            200: account.meta({ description: 'The account as it is now', examples: [accountExample] }),
            ...problemResponses('foreign_origin', 'account_erasing', ...bodyProblems),
          },
        },
      },
      async request => {
        const { userId } = callerOf(request)
        const { timezone, source_priority: sourcePriority, units } = request.body
        await changeAccount(pool, userId, { timezone, sourcePriority, units })
        return describeAccount(await accountOf(userId))
      },
    )

    server.delete(
      '/v1/me',
      {
        config: { scope: 'manage', audit: 'account.erase' },
        schema: {
          tags: ['account'],
          operationId: 'eraseAccount',
          summary: 'Erase your account with everything that is stored for it, for good',
          description:
            'Every record, every stored body, every key and the audit, of which one line stays: that this was done, ' +
            'when and by which key. An upload under way is written before and erased with the rest, or refused.',
          body: z
            .strictObject({ confirm: z.string(confirmation).max(1000, confirmation) }, confirmation)
            .meta({ examples: [{ confirm: accountExample.email }] }),
          response: {
            204: z.undefined().describe('Nothing is left'),
            ...problemResponses('foreign_origin', 'account_erasing', ...bodyProblems),
          },
        },
      },
      async (request, reply) => {
        const { userId, keyId } = callerOf(request)
        const { email } = await accountOf(userId)
        if (request.body.confirm.trim().toLowerCase() !== email) {
          throw new Problem('invalid_request', `body.confirm: ${confirmation}`)
        }
        if (!(await eraseAccount({ userId, keyId, action: 'account.erase' }))) throw accountGone()
        // The erasure has left its own line, the only one.
        request.isAudited = true
        return reply.code(204).send()
      },
    )
  }

const accountGone = () => new Problem('unauthorized', 'The account of this key does not exist any more')
