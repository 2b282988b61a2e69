import { Problem } from '../../problem.ts'

/** @param cause only logged: what reads zips may repeat what is in one */
export const damaged = (cause?: unknown): Problem =>
  new Problem(
    'export_damaged',
    'The file is damaged or cut off: copy it from the phone once more, or let the Health app export it again',
    { cause },
  )

/** Its rows would be those of one file, and its place in the ledger that of another. */
export const replaced = (): Problem =>
  new Problem(
    'export_damaged',
    'Another file took the place of this one while it was imported: import that one',
  )

export const encrypted = (): Problem =>
  new Problem(
    'export_encrypted',
    'The zip asks for a password: take it as the phone made it, or unpack it and pack it again without one',
  )

/** @param why a sentence of ours */
export const unsafe = (why: string): Problem =>
  new Problem('export_unsafe', `${why}, as in no zip of the Health app: take it as the phone made it`)

/** @param why a sentence of ours */
export const unknown = (why: string): Problem =>
  new Problem(
    'export_unknown',
    `${why}: take export.zip, which the Health app makes (your picture, then Export All Health Data), or the export.xml in it`,
  )

/** What the system says of a file, such as of a disk that fails, says nothing about what is in the file. */
export const orDamaged = (error: unknown): unknown =>
  error instanceof Problem || (error instanceof Error && 'syscall' in error) ? error : damaged(error)
