import type { Client } from '../api/clients.ts'

/** A program with a key, and all the automations that it runs. */
export interface Sender {
  client: string | null
  keyId: string
  keyName: string
  /** Whichever of the automations was heard last. */
  newest: Client
  /** The one that was heard last first. */
  automations: readonly Client[]
  /** Nothing of it is heard any more. */
  isSilent: boolean
}

/** Automations of one program on one phone belong together: who is silent first, then who was heard last. */
export function groupSenders(clients: readonly Client[]): Sender[] {
  const groups = new Map<string, Client[]>()
  for (const one of clients) {
    const name = JSON.stringify([one.key_id, one.client])
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  return [...groups.values()]
    .map(group => {
      const automations = group.sort((a, b) => (a.last_received_at < b.last_received_at ? 1 : -1))
      const newest = automations[0]!
      return {
        client: newest.client,
        keyId: newest.key_id,
        keyName: newest.key_name,
        newest,
        automations,
        isSilent: automations.every(({ silent }) => silent),
      }
    })
    .sort(
      (a, b) =>
        Number(b.isSilent) - Number(a.isSilent) ||
        (a.newest.last_received_at < b.newest.last_received_at ? 1 : -1),
    )
}
