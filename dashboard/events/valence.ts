const words = [
  'Very unpleasant',
  'Unpleasant',
  'Slightly unpleasant',
  'Neutral',
  'Slightly pleasant',
  'Pleasant',
  'Very pleasant',
]

/** What Health calls a valence: seven steps from -1 to 1 (HKStateOfMind.ValenceClassification). */
export const sayValence = (valence: number): string =>
  words[Math.min(6, Math.max(0, Math.floor(((valence + 1) / 2) * 7)))]!
