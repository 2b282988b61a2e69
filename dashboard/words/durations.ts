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

/** As a stopwatch shows it: `5:58`, `1:02:03`. @param seconds rounded to whole ones */
export function sayStopwatch(seconds: number): string {
  const whole = Math.round(seconds)
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return hours === 0
    ? `${minutes}:${twoDigits(rest)}`
    : `${sayNumber(hours)}:${twoDigits(minutes)}:${twoDigits(rest)}`
}
