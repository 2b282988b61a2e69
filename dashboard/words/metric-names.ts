/** `Moon phase` of `moon_phase`: for a metric that the catalogue does not know. */
export const nameMetric = (metric: string, title: string | null | undefined): string => {
  if (title) return title
  const words = metric.replaceAll(/[_\s]+/g, ' ').trim()
  return words === '' ? metric : words.charAt(0).toUpperCase() + words.slice(1)
}
