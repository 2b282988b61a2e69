const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * The times of an axis in the browser's locale, as short as their distance allows; a year stands where it changes.
 * @param splits in seconds since 1970
 */
export function sayAxisTimes(splits: readonly number[], timezone: string): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0)
  return splits.map((split, index) => {
    const date = new Date(split * 1000)
    if (step >= 300 * 86_400) return say(date, timezone, 'year', { year: 'numeric' })
    if (step >= 27 * 86_400) {
      const isNewYear =
        index === 0 || yearOf(date, timezone) !== yearOf(new Date(splits[index - 1]! * 1000), timezone)
      return isNewYear
        ? say(date, timezone, 'month of year', { month: 'short', year: 'numeric' })
        : say(date, timezone, 'month', { month: 'short' })
    }
    if (step >= 86_400 * 0.9) return say(date, timezone, 'day', { day: 'numeric', month: 'short' })
    const clock = say(date, timezone, 'clock', { hour: '2-digit', minute: '2-digit' })
    const isDay =
      step > 0 &&
      say(date, timezone, 'midnight', { hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }, 'sv-SE')
    return isDay === '0:00' || isDay === '00:00'
      ? say(date, timezone, 'day', { day: 'numeric', month: 'short' })
      : clock
  })
}

const yearOf = (date: Date, timezone: string): string => say(date, timezone, 'year', { year: 'numeric' })

function say(
  date: Date,
  timezone: string,
  name: string,
  options: Intl.DateTimeFormatOptions,
  locale?: string,
): string {
  const key = `${name} ${timezone}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: timezone })
    formats.set(key, format)
  }
  return format.format(date)
}
