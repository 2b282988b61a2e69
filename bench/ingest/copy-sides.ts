import type { CopyLimits, WrittenRows } from './copy-limits.ts'
import type { Figures } from './figures.ts'

/** The sides that are PostgreSQL alone. */
export const copySides = {
  text: 'COPY text',
  textBy10k: 'COPY text, 10,000 rows at a time',
  textBy1k: 'COPY text, 1,000 rows at a time',
  binary: 'COPY BINARY',
  mixedText: 'mixed: COPY text',
  mixedBinary: 'mixed: COPY BINARY',
} as const

/** What the service took in as heart rates, by COPY. */
export async function copyHeartRates(
  copies: CopyLimits,
  written: WrittenRows,
  figures: Figures,
): Promise<void> {
  figures.add(copySides.text, await copies.copyText(written))
  figures.add(copySides.textBy10k, await copies.copyText(written, 10_000))
  figures.add(copySides.textBy1k, await copies.copyText(written, 1_000))
  figures.add(copySides.binary, await copies.copyBinary(written))
}

/** What the service took in of all kinds, by COPY. */
export async function copyMixed(copies: CopyLimits, written: WrittenRows, figures: Figures): Promise<void> {
  figures.add(copySides.mixedText, await copies.copyText(written))
  figures.add(copySides.mixedBinary, await copies.copyBinary(written))
}
