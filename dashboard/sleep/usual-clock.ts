import { sayClock } from '../words/dates.ts'

/** `23:10`, in the browser's locale. @param minutes after midnight */
export const sayMinutes = (minutes: number): string => sayClock(Math.round(minutes) * 60_000, 'UTC')
