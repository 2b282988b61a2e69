import type { Row, StorageKind, Value } from '../judge/storage-kind.ts'
import { stableJson } from '../judge/text.ts'
import { orderOfItem, splitOrder } from '../report-order.ts'
import type { Known } from './merge-field.ts'

/** What a row's own columns cannot say, and merging the next report needs to know; null nearly always. */
interface MergeState {
  /** Values that are not shown because a later value of another field contradicts them, by field. */
  overruled?: Record<string, { value: Value; reported: string }>
  /** The reports of keys of the detail that came from another one than the detail. */
  keys?: Record<string, string>
  /** Positions in the body of the items that the fields came from, where one body reported the row more than once. */
  positions?: Record<string, number>
}

/** Kinds whose rows are taken whole need no state. */
export function hasMergeState(kind: StorageKind): boolean {
  return !kind.richest
}

/** All that is known of the fields of a stored or incoming row. */
export function readKnown(kind: StorageKind, row: Row, fieldReports: readonly (string | null)[]): Known[] {
  const { overruled, keys, positions } = readState(row)
  return kind.fields.map(({ name, merge }, index) => {
    const hidden = overruled?.[name]
    if (hidden) return hidden
    const position = positions?.[name]
    const report = fieldReports[index]!
    const reported =
      report === null || position === undefined
        ? report
        : orderOfItem(splitOrder(report).ingestionId, position)
    const known: Known = { value: row[name]!, reported }
    return merge === 'keys' && keys ? { ...known, keysReported: keys } : known
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
    const { value, reported, keysReported } = known[index]!
    if (keysReported) state.keys = keysReported
    if (known[index] === shown[index]) {
      const position = reported === null ? undefined : splitOrder(reported).position
      if (position !== undefined) state.positions = { ...state.positions, [name]: Number(position) }
    } else state.overruled = { ...state.overruled, [name]: { value, reported: reported! } }
  }
  return Object.keys(state).length > 0 ? stableJson(state) : null
}

/** Whether two states hide the same values; who reported the rest is no difference worth writing. */
export function hidesTheSame(a: Row, b: Row): boolean {
  return a.merge_state === b.merge_state || hiddenValues(a) === hiddenValues(b)
}

function hiddenValues(row: Row): string {
  const { overruled = {} } = readState(row)
  return stableJson(Object.entries(overruled).map(([name, { value }]) => [name, value]))
}

function readState({ merge_state: text }: Row): MergeState {
  return text ? JSON.parse(text as string) : {}
}
