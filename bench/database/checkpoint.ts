import { DatabaseError, type Pool } from 'pg'

const INSUFFICIENT_PRIVILEGE = '42501'

/** Or the writing of what is only in memory yet goes on beneath what is measured next. A login that may not goes without. */
export async function checkpoint(pool: Pool): Promise<void> {
  try {
    await pool.query('checkpoint')
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error
  }
}
