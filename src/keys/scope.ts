/**
 * What a key may do: `ingest` writes and reads nothing (a phone), `read` reads, `manage` handles the keys and the
 * account of its own user, `admin` handles users.
 */
export const scopes = ['ingest', 'read', 'manage', 'admin'] as const

export type Scope = (typeof scopes)[number]
