import { outdate } from './answers.ts'
import { send } from './client.ts'
import type { UnitSystem } from './session.ts'

/** `GET /v1/me` */
export interface Account {
  id: string
  email: string
  timezone: string
  units: UnitSystem
  source_priority: string[]
  created_at: string
}

/** Days, sums and sources may be others from then on: every answer is asked for anew. @throws {Problem} */
export async function changeAccount(
  change: Partial<Pick<Account, 'timezone' | 'units' | 'source_priority'>>,
): Promise<Account> {
  const account = await send<Account>('PATCH', '/v1/me', change)
  outdate('/v1/')
  return account
}

/** Nothing is left of the account afterwards, nor of this session. @throws {Problem} */
export const eraseAccount = (email: string): Promise<void> => send('DELETE', '/v1/me', { confirm: email })
