import type { CopyLimits, WrittenRows } from './copy-limits.ts'
import type { Figure, Figures } from './figures.ts'

/** The sides that are PostgreSQL alone. */
export const copySides = {
  text: 'COPY text',
  textBy10k: 'COPY text, 10,000 rows at a time',
  textBy1k: 'COPY text, 1,000 rows at a time',
  binary: 'COPY BINARY',
  mixedText: 'mixed: COPY text',
  mixedBinary: 'mixed: COPY BINARY',
} as const

/** What the service took in as heart rates, by COPY; another way comes first in each round. */
export async function copyHeartRates(
  copies: CopyLimits,
  written: WrittenRows,
  { figures, round }: { figures: Figures; round: number },
): Promise<void> {
  const ways: [side: string, copy: () => Promise<Figure>][] = [
    [copySides.text, () => copies.copyText(written)],
    [copySides.textBy10k, () => copies.copyText(written, 10_000)],
    [copySides.textBy1k, () => copies.copyText(written, 1_000)],
    [copySides.binary, () => copies.copyBinary(written)],
  ]
  await takeTurns(ways, { figures, round })
}

/** What the service took in of all kinds, likewise. */
export async function copyMixed(
  copies: CopyLimits,
  written: WrittenRows,
  { figures, round }: { figures: Figures; round: number },
): Promise<void> {
  const ways: [side: string, copy: () => Promise<Figure>][] = [
    [copySides.mixedText, () => copies.copyText(written)],
    [copySides.mixedBinary, () => copies.copyBinary(written)],
  ]
  await takeTurns(ways, { figures, round })
}

/** Whoever comes first pays for what the service leaves behind: a log to be flushed, pages that nobody has read yet. */
async function takeTurns(
  ways: [side: string, copy: () => Promise<Figure>][],
  { figures, round }: { figures: Figures; round: number },
): Promise<void> {
  const first = round % ways.length
  for (const [side, copy] of [...ways.slice(first), ...ways.slice(0, first)]) figures.add(side, await copy())
}
