import type { Row, StorageKind } from './storage-kind.ts'

/** Why a record is not kept. The list is closed; docs/rejections.md says what each means and what to do about it. */
export const rejectionCodes = [
  'missing_field',
  'invalid_date',
  'time_out_of_range',
  'ends_before_start',
  'not_a_number',
  'out_of_range',
  'wrong_order',
  'unknown_unit',
  'unknown_stage',
  'invalid_text',
  'too_deep',
  'invalid_shape',
  'mixed_grouping',
  'refused_by_database',
  'type_disabled',
] as const

export type RejectionCode = (typeof rejectionCodes)[number]

/** What was wrong and where: `detail` never repeats more of the payload than the offending number or word. */
export interface Rejection {
  code: RejectionCode
  detail: string
}

export interface KindRow {
  kind: StorageKind
  row: Row
}

/** Part of a record that could not be kept although the record was: `at` is a JSON pointer below the record's own. */
export interface Omission extends Rejection {
  at: string
}

export interface Accepted {
  ok: true
  /** What the record counts as in the report. */
  type: string
  rows: readonly KindRow[]
  /** The name that the catalogue does not know, as it came. */
  uncatalogued?: string
  omissions?: readonly Omission[]
}

export interface Rejected {
  ok: false
  type: string
  rejection: Rejection
}

export type Judgement = Accepted | Rejected
