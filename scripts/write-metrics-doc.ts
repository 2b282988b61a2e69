/**
 * Writes docs/metrics.md from the catalogue. With --check it writes nothing and exits 1 when the file is not what the
 * catalogue says. Run it in the project's folder: npx tsx scripts/write-metrics-doc.ts [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { metrics } from '../src/catalogue/index.ts'
import { describeMetrics } from './describe-metrics.ts'

const FILE = 'docs/metrics.md'

const document = describeMetrics(metrics.values())

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, document)
} else if (readFileSync(FILE, 'utf8') !== document) {
  console.error(`${FILE} is not what the catalogue says: run npx tsx scripts/write-metrics-doc.ts`)
  process.exitCode = 1
}
