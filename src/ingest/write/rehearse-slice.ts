import type { Pool } from 'pg'
import { readAsUser } from '../../database/as-user.ts'
import type { Account } from '../report.ts'
import { Stretches } from '../rollups/stretches.ts'
import type { JudgedBatch } from '../rows/judged-batch.ts'
import type { SliceOwner } from './commit-slice.ts'
import { compareRows, noteOutcomes } from './write-rows.ts'

/**
 * What would become of a slice, in a role that can only read. A record that occurs in two slices counts as inserted in
 * each, because the first is not there when the second is looked at.
 * @returns the account with the slice
 */
export function rehearseSlice(
  pool: Pool,
  { raw }: SliceOwner,
  batch: JudgedBatch,
  account: Account,
): Promise<Account> {
  return readAsUser(pool, raw.userId, async client => {
    const writing = {
      userId: raw.userId,
      ingestionId: raw.id,
      stretches: new Stretches(client, raw.userId),
      firstPosition: batch.firstPosition,
      affirm: false,
    }
    for (const portion of batch.portions) {
      noteOutcomes(portion, await compareRows(client, writing, portion))
    }
    const whole = account.copy()
    batch.settle(whole)
    return whole
  })
}
