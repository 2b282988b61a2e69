import type { Counts, Ingestion } from '../api/ingestions.ts'

/** All that came with a key, taken together. */
export interface WhatCame {
  total: Counts
  /** By type, the most first. */
  types: readonly (Counts & { type: string })[]
  /** How many bodies could not be read at all. */
  unreadable: number
  /** The newest with something that was refused. */
  refused: Ingestion | undefined
}

/** @param ingestions the newest first */
export function sumUp(ingestions: readonly Ingestion[]): WhatCame {
  const total = none()
  const byType = new Map<string, Counts>()
  for (const ingestion of ingestions) {
    add(total, ingestion)
    for (const [type, counts] of Object.entries(ingestion.by_type ?? {})) {
      const sum = byType.get(type) ?? none()
      add(sum, counts)
      byType.set(type, sum)
    }
  }
  return {
    total,
    types: [...byType].map(([type, counts]) => ({ type, ...counts })).sort((a, b) => b.received - a.received),
    unreadable: ingestions.filter(({ status }) => status === 'failed').length,
    refused: ingestions.find(({ status, rejected = 0 }) => status === 'failed' || rejected > 0),
  }
}

const none = (): Counts => ({ received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 })

function add(sum: Counts, counts: Partial<Counts>): void {
  sum.received += counts.received ?? 0
  sum.inserted += counts.inserted ?? 0
  sum.updated += counts.updated ?? 0
  sum.duplicate += counts.duplicate ?? 0
  sum.rejected += counts.rejected ?? 0
}
