import type { Known } from './merge-field.ts'
import type { Row, StorageKind, Value } from './storage-kind.ts'
import { stableJson } from './text.ts'

/** What a row's own columns cannot say, and merging the next report needs to know; null nearly always. */
interface MergeState {
  /** Values that are not shown because a later value of another field contradicts them, by field. */
  overruled?: Record<string, { value: Value; ingestion: string }>
  /** The ingestions of keys of the detail that came from another one than the detail. */
  keys?: Record<string, string>
}

/** Kinds whose fields are all taken whole, or follow only their own rule, need no state. */
export function hasMergeState(kind: StorageKind): boolean {
  return kind.ascending !== undefined || kind.fields.some(({ merge }) => merge === 'keys')
}

/** All that is known of the fields of a stored or incoming row. */
export function readKnown(kind: StorageKind, row: Row, fieldIngestions: readonly (string | null)[]): Known[] {
  const text = row.merge_state as string | null | undefined
  const { overruled, keys }: MergeState = text ? JSON.parse(text) : {}
  return kind.fields.map(({ name, merge }, index) => {
    const hidden = overruled?.[name]
    if (hidden) return { ...hidden, isOverruled: true }
    const known: Known = { value: row[name]!, ingestion: fieldIngestions[index]! }
    return merge === 'keys' && keys ? { ...known, keyIngestions: keys } : known
  })
}

/** @param shown the same fields as their columns show them */
export function writeState(
  kind: StorageKind,
  known: readonly Known[],
  shown: readonly Known[],
): string | null {
  const state: MergeState = {}
  for (const [index, { name }] of kind.fields.entries()) {
    const { value, ingestion, keyIngestions } = known[index]!
    if (keyIngestions) state.keys = keyIngestions
    if (known[index] === shown[index]) continue
    state.overruled = { ...state.overruled, [name]: { value, ingestion: ingestion! } }
  }
  return state.keys || state.overruled ? stableJson(state) : null
}

/** Whether two states hide the same values; who reported the rest is no difference worth writing. */
export function hidesTheSame(a: Row, b: Row): boolean {
  return a.merge_state === b.merge_state || hiddenValues(a) === hiddenValues(b)
}

function hiddenValues({ merge_state: text }: Row): string {
  const { overruled = {} }: MergeState = text ? JSON.parse(text as string) : {}
  return stableJson(Object.entries(overruled).map(([name, { value }]) => [name, value]))
}
