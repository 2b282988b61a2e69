import type { Scope } from '../api/session.ts'

/** What a scope allows. */
export const scopeWords: Record<Scope, { short: string; long: string }> = {
  ingest: { short: 'Send', long: 'Send data: for a phone' },
  read: { short: 'Read', long: 'Read data: for a program that shows it, or to sign in here' },
  manage: { short: 'Manage', long: 'Manage keys and this account' },
  admin: { short: 'Admin', long: 'Manage all users of this service' },
}

export const scopesInOrder = ['ingest', 'read', 'manage', 'admin'] as const satisfies readonly Scope[]
