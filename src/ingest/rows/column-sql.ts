import type { Column, ColumnType, Value } from '../judge/storage-kind.ts'

/**
 * How a column's values travel. Each column is one array parameter, whatever the number of rows, so no statement
 * meets PostgreSQL's limit of 65,535 parameters. Times travel as epoch microseconds: exact in a double.
 */
interface Travel {
  /** Element type of the array parameter. */
  parameter: string
  encode(value: Value): unknown
  /** The column's value from the parameter's element. */
  write(element: string): string
  /** What to select so that the driver hands us what `decode` takes. */
  read(column: string): string
  decode(read: unknown): Value
}

const asIs = {
  encode: (value: Value) => value,
  write: (element: string) => element,
  read: (column: string) => column,
  decode: (read: unknown) => read as Value,
}

/** An array inside an array parameter would be flattened by unnest: it travels as the text of an array literal. */
const arrayLiteral = (value: Value): unknown =>
  value === null ? null : `{${(value as readonly unknown[]).map(member => member ?? 'NULL').join(',')}}`

const microseconds = (time: string) => `(extract(epoch from ${time}) * 1000000)::double precision`

const travels: Record<ColumnType, Travel> = {
  timestamptz: {
    ...asIs,
    parameter: 'double precision',
    write: element => `to_timestamp(${element} / 1000000)`,
    read: microseconds,
  },
  'double precision': { ...asIs, parameter: 'double precision' },
  smallint: { ...asIs, parameter: 'smallint' },
  integer: { ...asIs, parameter: 'integer' },
  // Whole numbers that a double holds exactly, which the driver would hand us as text.
  bigint: { ...asIs, parameter: 'bigint', read: column => `${column}::double precision` },
  boolean: { ...asIs, parameter: 'boolean' },
  text: { ...asIs, parameter: 'text' },
  jsonb: { ...asIs, parameter: 'text', write: element => `${element}::jsonb` },
  'text[]': {
    ...asIs,
    parameter: 'text',
    encode: value => (value === null ? null : JSON.stringify(value)),
    write: element =>
      `case when ${element} is not null then array(select jsonb_array_elements_text(${element}::jsonb)) end`,
  },
  'double precision[]': {
    ...asIs,
    parameter: 'text',
    encode: arrayLiteral,
    write: element => `${element}::double precision[]`,
  },
  'timestamptz[]': {
    ...asIs,
    parameter: 'text',
    encode: arrayLiteral,
    write: element =>
      `array(select to_timestamp(us / 1000000) from unnest(${element}::double precision[]) with ordinality as p (us, i) order by i)`,
    read: column =>
      `array(select ${microseconds('at')} from unnest(${column}) with ordinality as p (at, i) order by i)`,
  },
}

/** One array parameter per column. */
export function encodeColumns(
  columns: readonly Column[],
  rows: readonly Readonly<Record<string, Value>>[],
): unknown[][] {
  return columns.map(({ name, type }) => rows.map(row => travels[type].encode(row[name] ?? null)))
}

/**
 * The rows that the array parameters from `$first` on hold, as a table expression `incoming` with the columns' own
 * names and types and `position` (1-based).
 */
export function incomingTable(columns: readonly Column[], first: number): string {
  const parameters = columns.map(({ type }, index) => `$${first + index}::${travels[type].parameter}[]`)
  const elements = columns.map((_, index) => `e${index}`)
  const values = columns.map(({ name, type }, index) => `${travels[type].write(`e${index}`)} as ${name}`)
  return `(
    select ${values.join(', ')}, position
    from unnest(${parameters.join(', ')}) with ordinality as element (${elements.join(', ')}, position)
  ) as incoming`
}

/** The columns of `table` as a select list; `decodeColumns` takes the result. */
export function readColumns(columns: readonly Column[], table: string): string {
  return columns.map(({ name, type }) => `${travels[type].read(`${table}.${name}`)} as ${name}`).join(', ')
}

/** A row of `readColumns` in our values. `canonicalJson` brings jsonb into the text form of incoming rows. */
export function decodeColumns(
  columns: readonly Column[],
  read: Readonly<Record<string, unknown>>,
  canonicalJson: (value: unknown) => string,
): Record<string, Value> {
  const row: Record<string, Value> = {}
  for (const { name, type } of columns) {
    const value = read[name]
    row[name] = type === 'jsonb' && value !== null ? canonicalJson(value) : travels[type].decode(value)
  }
  return row
}
