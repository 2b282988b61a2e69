/** A source in words; a grouped one names several. */
export const nameSource = (source: string): string =>
  source === '' ? 'Without a name' : source.split('|').join(' and ')
