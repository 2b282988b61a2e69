import type { ImportProgress } from '../ingest/apple-export/import-export.ts'
import type { Pace } from './pace.ts'

const GAP = '  '
const MAX_BAR = 40
const MIN_BAR = 10

/**
 * One line for a terminal, never as wide as it, so that it never breaks. What a narrow one has no room for is left out,
 * the share and the time left last.
 */
export function drawProgress(progress: ImportProgress, pace: Pace, columns: number): string {
  const { share, bytes, records, rate, left } = describeParts(progress, pace)
  // The first of a line has no gap before it.
  let room = columns - 1 + GAP.length
  const fits = (width: number) => {
    if (width === 0 || width + GAP.length > room) return false
    room -= width + GAP.length
    return true
  }
  const most = [share, left].filter(part => fits(part.length))
  const hasBar = fits(MIN_BAR + '[]'.length)
  const fitting = new Set([...most, ...[records, rate, bytes].filter(part => fits(part.length))])
  const bar = hasBar ? [drawBar(shareOf(progress), Math.min(MAX_BAR, MIN_BAR + room))] : []
  return [...bar, ...[share, bytes, records, rate, left].filter(part => fitting.has(part))].join(GAP)
}

/** The same in words, for a file or a pipe. */
export function describeProgress(progress: ImportProgress, pace: Pace): string {
  const { share, bytes, records, rate, left } = describeParts(progress, pace)
  return [share, bytes, records, rate, left].filter(part => part !== '').join(', ')
}

/** Whole percents; 100 only when all was read. */
export const percentOf = (progress: ImportProgress): number => Math.floor(shareOf(progress) * 100)

const shareOf = ({ bytesRead, bytesTotal }: ImportProgress): number =>
  bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : 1

function describeParts(progress: ImportProgress, { recordsPerSecond, secondsLeft }: Pace) {
  const { bytesRead, bytesTotal, records } = progress
  return {
    share: `${percentOf(progress)} %`,
    bytes: `${formatBytes(bytesRead)} of ${formatBytes(bytesTotal)}`,
    records: `${formatCount(records)} records`,
    rate: recordsPerSecond === null ? '' : `${formatCount(recordsPerSecond)}/s`,
    left: secondsLeft === null ? '' : `${formatSeconds(secondsLeft)} left`,
  }
}

function drawBar(share: number, width: number): string {
  const filled = Math.floor(share * width)
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`
}

/** With commas between the thousands, whatever the locale of the host is. */
export const formatCount = (count: number): string => count.toLocaleString('en-US')

function formatBytes(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : ['kB', 1e3]
  return `${(bytes / size).toFixed(bytes >= 1e9 ? 2 : 0)} ${unit}`
}

function formatSeconds(seconds: number): string {
  const twoDigits = (count: number) => String(count).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
  const rest = twoDigits(seconds % 60)
  return hours > 0 ? `${formatCount(hours)}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`
}
