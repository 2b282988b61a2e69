/**
 * What is broken in the exports of real phones, each kind a change of one record that is otherwise sound. The type that
 * the document declares about itself (document-type.ts) is broken beside them.
 */
const malformations = {
  /** U+000B, which no version of XML 1.0 allows, in front of the name of an app. */
  control_character: (record: string) => record.replace(' sourceName="', ' sourceName="\u000b'),
  /** An entity of HTML, which XML knows nothing of. */
  undefined_entity: (record: string) => record.replace(' sourceVersion="', ' sourceVersion="&nbsp;'),
  /** Written by iOS 8. */
  attribute_name_with_blank: (record: string) => record.replace(' sourceVersion="', ' source Version="'),
  unescaped_ampersand: (record: string) => record.replace(' sourceVersion="', ' sourceVersion="Q&A '),
} satisfies Record<string, (record: string) => string>

/** Well-formed, and impossible. */
const absurdities = {
  /** More than a double holds. */
  number_too_large: (record: string) => record.replace(/ value="[^"]*"/, ' value="1e400"'),
  /** Far above a heart, or below nothing; of a category no word of it. */
  value_implausible: (record: string) =>
    record.replace(
      / value="[^"]*"/,
      record.includes('IdentifierHeartRate"') ? ' value="999"' : ' value="-999"',
    ),
  in_the_future: (record: string) => record.replace(/ (start|end)Date="\d{4}/g, ' $1Date="2050'),
} satisfies Record<string, (record: string) => string>

export type Malformation = keyof typeof malformations | 'document_type'
export type Absurdity = keyof typeof absurdities

const faults = [...Object.entries(malformations), ...Object.entries(absurdities)] as [
  Malformation | Absurdity,
  (record: string) => string,
][]

/** So rare that they change nothing in a measurement, and in a small export still each of them once. */
export const faultEvery = (records: number): number =>
  Math.max(2, Math.min(1009, Math.floor(records / (2 * faults.length))))

/** @param turn counts up: each kind has its turn */
export function spoil(record: string, turn: number): { kind: Malformation | Absurdity; record: string } {
  const [kind, change] = faults[turn % faults.length]!
  return { kind, record: change(record) }
}
