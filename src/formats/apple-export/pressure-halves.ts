import type { IncomingSample } from '../incoming.ts'

type Part = 'systolic' | 'diastolic'

/** One half of a blood pressure: the lone quantity that it is without the other. */
export interface WaitingHalf {
  part: Part
  sample: IncomingSample
}

const MAX_WAITING = 50_000

/**
 * Joins the halves of blood pressures, which are Records of their own; all the systolic ones may stand before the first
 * diastolic one. Each half becomes the whole pressure in its own place, so that the second is a duplicate of the first.
 */
export class PressureHalves {
  /** By time and source, in the order in which they came; all that wait under one key are the same part. */
  private readonly waiting = new Map<string, WaitingHalf[]>()
  private count = 0

  /** @param waiting halves that waited where reading was left off */
  constructor(waiting: readonly WaitingHalf[] = []) {
    for (const half of waiting) this.wait(half)
  }

  /** What is known now: nothing, both whole pressures, or the half that has waited longest where too many do. */
  join(part: Part, sample: IncomingSample): IncomingSample[] {
    const key = keyOf(sample)
    const [first] = this.waiting.get(key) ?? []
    if (first === undefined || first.part === part) {
      this.wait({ part, sample: copy(sample) })
      return this.count > MAX_WAITING ? [this.takeFirst(this.waiting.keys().next().value!)] : []
    }
    this.takeFirst(key)
    const pressure = { [first.part]: first.sample.value, [part]: sample.value }
    return [wholeOf(first.sample, first.part, pressure), wholeOf(sample, part, pressure)]
  }

  /** All halves that wait, in the order of their places. */
  list(): WaitingHalf[] {
    return [...this.waiting.values()].flat().sort((a, b) => a.sample.index - b.sample.index)
  }

  private wait(half: WaitingHalf): void {
    const key = keyOf(half.sample)
    const others = this.waiting.get(key)
    if (others) others.push(half)
    else this.waiting.set(key, [half])
    this.count++
  }

  private takeFirst(key: string): IncomingSample {
    const halves = this.waiting.get(key)!
    const { sample } = halves.shift()!
    if (halves.length === 0) this.waiting.delete(key)
    this.count--
    return sample
  }
}

function keyOf({ recordedAt, source }: IncomingSample): string {
  return JSON.stringify([recordedAt, source])
}

/** With texts of its own: a part of a text keeps all of the text in memory. The device is shared. */
function copy({ device, ...sample }: IncomingSample): IncomingSample {
  const copied: IncomingSample = JSON.parse(JSON.stringify(sample))
  return device ? { ...copied, device } : copied
}

/** The details of two halves meet in one row. */
function wholeOf(
  { value: _, detail, ...sample }: IncomingSample,
  part: Part,
  pressure: { [part: string]: unknown },
): IncomingSample {
  const whole: IncomingSample = { ...sample, metric: 'blood_pressure', ...pressure }
  if (detail) whole.detail = { [part]: detail }
  return whole
}
