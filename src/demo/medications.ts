import { MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { isPollenSeason } from './story.ts'

interface Medicine {
  displayText: string
  nickname?: string
  form: string
  dosage: number
  units: string
  /** Where it is taken by a plan. */
  hour?: number
}

const vitamin: Medicine = {
  displayText: 'Vitamin D3 1000 IU Oral Capsule',
  nickname: 'Vitamin D',
  form: 'Capsule',
  dosage: 1,
  units: 'capsule',
  hour: 8,
}
const iron: Medicine = {
  displayText: 'Iron 40 mg Oral Tablet',
  nickname: 'Iron',
  form: 'Tablet',
  dosage: 1,
  units: 'tablet',
  hour: 20,
}
const againstPollen: Medicine = {
  displayText: 'Cetirizine 10 mg Oral Tablet',
  form: 'Tablet',
  dosage: 1,
  units: 'tablet',
  hour: 7.5,
}
const againstPain: Medicine = {
  displayText: 'Ibuprofen 400 mg Oral Tablet',
  form: 'Tablet',
  dosage: 1,
  units: 'tablet',
}

/** Doses by the plan, taken, skipped or forgotten, and what she takes when something hurts. */
export function tellMedications(day: Day, nowMs: number) {
  const random = day.random('medications')
  const planned = [vitamin, ...(isPollenSeason(day.epochDay) ? [againstPollen] : [])]
  if (day.cycleDay <= 10) planned.push(iron)
  const doses = planned.flatMap(medicine => {
    const scheduledMs = day.at(medicine.hour ?? 8)
    const chance = random.next()
    const status = chance < 0.87 ? 'Taken' : chance < 0.94 ? 'Skipped' : 'Not Interacted'
    const takenMs = scheduledMs + random.whole(0, 70) * MINUTE_MS
    if (takenMs > nowMs) return []
    return [
      tellDose(day, medicine, {
        scheduledMs,
        status,
        takenMs: status === 'Not Interacted' ? undefined : takenMs,
      }),
    ]
  })
  const hurts = day.illness > 0.4 || (day.cycleDay <= 2 && random.chance(0.5))
  const takenMs = day.at(13) + random.whole(0, 60) * MINUTE_MS
  if (hurts && takenMs <= nowMs) doses.push(tellDose(day, againstPain, { status: 'Taken', takenMs }))
  return doses
}

function tellDose(
  day: Day,
  { displayText, nickname, form, dosage, units, hour }: Medicine,
  { scheduledMs, takenMs, status }: { scheduledMs?: number; takenMs: number | undefined; status: string },
) {
  return {
    displayText,
    ...(nickname && { nickname }),
    ...(takenMs !== undefined && { start: day.write(takenMs), end: day.write(takenMs) }),
    ...(scheduledMs !== undefined && { scheduledDate: day.write(scheduledMs) }),
    ...(hour !== undefined && { scheduledDosage: dosage }),
    dosage,
    units,
    form,
    status,
    isArchived: false,
    codings: [],
  }
}
