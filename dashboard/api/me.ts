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
