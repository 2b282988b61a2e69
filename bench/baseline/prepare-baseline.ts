import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { hashSecret } from '../../src/keys/secret-hash.ts'

/**
 * The tables that the sketch has and we have not, in a schema of their own, and a key. The samples go into the service's
 * table, so that both sides keep the same primary key, checks and partitions.
 * @returns the key, whole: a hash of all of it is what the sketch looks for
 */
export async function prepareBaseline(pool: Pool, userId: string): Promise<string> {
  await pool.query(
    `create schema baseline;
     create table baseline.api_keys (
       id uuid primary key default gen_random_uuid(), user_id uuid not null, key_hash text not null, revoked_at timestamptz);
     create table baseline.raw_ingestions (
       id uuid primary key default gen_random_uuid(), user_id uuid not null, received_at timestamptz not null default now(),
       payload jsonb not null, processed boolean not null default false);`,
  )
  const key = randomBytes(32).toString('base64url')
  await pool.query('insert into baseline.api_keys (user_id, key_hash) values ($1, $2)', [
    userId,
    await hashSecret(key),
  ])
  return key
}
