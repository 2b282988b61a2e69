/**
 * Writes a synthetic export of Apple Health of any size, malformations and all, and prints what is in it as JSON.
 * Run it with: npm run bench:write-export -- --xml-bytes 1000000000 --out export.zip [--seed 2] [--clean]
 */
import { parseArgs } from 'node:util'
import { writeAppleExport } from './apple-export/write-apple-export.ts'

const { values } = parseArgs({
  options: {
    'xml-bytes': { type: 'string', default: '1000000000' },
    out: { type: 'string', default: 'export.zip' },
    seed: { type: 'string', default: '1' },
    clean: { type: 'boolean', default: false },
  },
})

const startedMs = performance.now()
const counts = await writeAppleExport({
  path: values.out,
  xmlBytes: Number(values['xml-bytes']),
  seed: Number(values.seed),
  clean: values.clean,
})
const seconds = (performance.now() - startedMs) / 1000
console.error(`${(counts.xmlBytes / 1e6 / seconds).toFixed(0)} MB of XML per second`)
console.log(JSON.stringify(counts, null, 2))
