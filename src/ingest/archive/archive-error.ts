type ArchiveErrorCode =
  /** Damaged, cut off, or not what its manifest says. */
  | 'archive_invalid'
  /** Of a newer service. */
  | 'archive_too_new'
  | 'account_not_empty'
  | 'types_disabled'

/** An archive that is not restored, and why: nothing of it was. */
export class ArchiveError extends Error {
  override name = 'ArchiveError'
  readonly code: ArchiveErrorCode

  constructor(code: ArchiveErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export const invalid = (message: string): ArchiveError => new ArchiveError('archive_invalid', message)

/** A path for a message: it comes from the file, and must not command a terminal. */
export const shown = (path: string): string => path.slice(0, 100).replace(/[^\x20-\x7e]/g, '?')
