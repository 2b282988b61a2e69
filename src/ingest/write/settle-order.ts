import type { StorageKind } from '../judge/storage-kind.ts'
import type { Known } from './merge-field.ts'

/**
 * Of two fields in the wrong order (a least value above the greatest) the one that was reported later is right, and the
 * other shows its value. Which values are hidden follows from what is known alone, so it is found anew at each merge.
 * @returns the fields as their columns show them; a field that shows what it says is the same object as in `known`
 */
export function settleOrder(kind: StorageKind, known: readonly Known[]): Known[] {
  const shown = [...known]
  const indexOf = (name: string) => kind.fields.findIndex(field => field.name === name)
  for (const names of kind.ascending ?? []) {
    for (const [position, lower] of names.entries()) {
      for (const upper of names.slice(position + 1)) {
        const [low, high] = [indexOf(lower), indexOf(upper)]
        const [a, b] = [shown[low]!, shown[high]!]
        if (a.value === null || b.value === null || a.value <= b.value) continue
        const [right, wrong] = a.reported! > b.reported! ? [low, high] : [high, low]
        shown[wrong] = { ...shown[right]! }
      }
    }
  }
  return shown
}
