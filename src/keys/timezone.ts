/** The names of three letters that the IANA has. Engines also take abbreviations, such as IST, which are of several zones. */
const threeLetterNames = /^(CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/i

/** The name in its usual spelling, or undefined for what is none: `europe/berlin` becomes `Europe/Berlin`. */
export function spellTimezone(name: string): string | undefined {
  // Newer engines take offsets for zones too. A user's days follow a place's rules, and an offset has none.
  if (!/^[A-Za-z]/.test(name)) return undefined
  if (name.length === 3 && !threeLetterNames.test(name)) return undefined
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    // The engine answers an alias with another name (Asia/Kolkata with Asia/Calcutta): keep what the user calls it.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name
  } catch {
    return undefined
  }
}
