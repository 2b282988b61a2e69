const HOUR_S = 3_600

/** The start of the hour of UTC that a moment lies in; both in epoch seconds. */
export const startOfHour = (momentS: number): number => momentS - (((momentS % HOUR_S) + HOUR_S) % HOUR_S)

/** The start of the hour behind that. */
export const nextHour = (momentS: number): number => startOfHour(momentS) + HOUR_S
