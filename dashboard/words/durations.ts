import { sayNumber } from './numbers.ts'

/** `7 h 25 min`, `45 min`, `30 s`. @param seconds rounded to the smallest unit that is said */
export function sayDuration(seconds: number): string {
  if (seconds < 60) return `${sayNumber(Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min`
  return minutes % 60 === 0 ? `${sayNumber(hours)} h` : `${sayNumber(hours)} h ${minutes % 60} min`
}

/** `7 h 25 min` */
export const sayHours = (hours: number): string => sayDuration(Math.round(hours * 60) * 60)
