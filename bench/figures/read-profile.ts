import { readFile } from 'node:fs/promises'

/** Of the Chrome DevTools protocol, type Profiler.Profile: https://chromedevtools.github.io/devtools-protocol/v8/Profiler */
interface CpuProfile {
  nodes: readonly {
    id: number
    callFrame: { functionName: string; url: string }
    children?: readonly number[]
  }[]
  /** Ids of nodes, and the microseconds that passed before each. */
  samples: readonly number[]
  timeDeltas: readonly number[]
}

/** A stage of the work, and the files whose code does it: what such code calls counts as its own. */
export interface Stage {
  title: string
  files: RegExp
}

const IDLE = '(idle)'
const GARBAGE_COLLECTOR = '(garbage collector)'

/**
 * How long a process was at each stage, by the innermost of its frames that is of one.
 * @param path of what `--cpu-prof` wrote
 * @param begin the function with whose first call the work begins: the start of the process is not asked about
 * @returns microseconds by the titles of the stages, and of what is of none
 */
export async function readProfile(
  path: string,
  stages: readonly Stage[],
  begin: string,
): Promise<Map<string, number>> {
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(path, 'utf8')) as CpuProfile
  const titleOf = new Map<number, string | undefined>()
  // A node comes before its children.
  const parentOf = new Map<number, number>()
  for (const { id, callFrame, children = [] } of nodes) {
    for (const child of children) parentOf.set(child, id)
    const own = stages.find(({ files }) => files.test(callFrame.url))?.title
    const isApart = callFrame.functionName === IDLE || callFrame.functionName === GARBAGE_COLLECTOR
    titleOf.set(id, isApart ? callFrame.functionName : (own ?? titleOf.get(parentOf.get(id) ?? -1)))
  }
  const beginning = new Set(
    nodes.filter(({ callFrame }) => callFrame.functionName === begin).map(({ id }) => id),
  )
  const first = samples.findIndex(id => beginning.has(id))
  if (first === -1) throw new Error(`The profile has no sample of ${begin}`)
  const spentUs = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    if (index < first) continue
    const title = titleOf.get(id) ?? 'the rest of Node'
    if (title !== IDLE) spentUs.set(title, (spentUs.get(title) ?? 0) + timeDeltas[index]!)
  }
  return spentUs
}
