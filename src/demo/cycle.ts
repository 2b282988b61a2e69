import type { Day } from './day.ts'

const flow: readonly string[] = ['Medium', 'Heavy', 'Medium', 'Light', 'Light']
const mucus: readonly string[] = ['Sticky', 'Creamy', 'Watery', 'Egg White', 'Egg White']
const FIRST_MUCUS_DAY = 9
const OVULATION_DAY = 14

/** The entries of the app for the cycle: each is of a whole day. */
export function tellCycle(day: Day, nowMs: number) {
  const startMs = day.at(7.9)
  if (startMs > nowMs) return []
  const [start, end] = [day.write(startMs), day.write(startMs)]
  const { cycleDay } = day
  const entries: { name: string; value: string; start: string; end: string; isCycleStart?: boolean }[] = []
  const flowing = flow[cycleDay - 1]
  if (flowing) {
    entries.push({ name: 'Menstrual Flow', value: flowing, isCycleStart: cycleDay === 1, start, end })
  }
  const quality = mucus[cycleDay - FIRST_MUCUS_DAY]
  if (quality) entries.push({ name: 'Cervical Mucus Quality', value: quality, start, end })
  if (cycleDay === OVULATION_DAY || cycleDay === OVULATION_DAY - 1) {
    const value = cycleDay === OVULATION_DAY ? 'Positive' : 'Negative'
    entries.push({ name: 'Ovulation Test Result', value, start, end })
  }
  if (cycleDay === OVULATION_DAY + 1 && day.random('spotting').chance(0.2)) {
    entries.push({ name: 'Intermenstrual Bleeding', value: 'Present', start, end })
  }
  return entries
}
