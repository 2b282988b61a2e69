/** How much is measured: enough to judge by, or enough to see that it works. */
export interface Scale {
  title: string
  /** Samples that all clients of a side send in one go, each at least one body, and of those what the baseline gets, which is much slower. */
  records: number
  baselineRecords: number
  /** After one that warms up. */
  rounds: number
  startRounds: number
  growthRounds: number
  largeBodyRounds: number
  keyRounds: number
  /** Samples of each profile. */
  profileRecords: number
  /** Rows that an account has, for what must not cost more with more of them. */
  accountSizes: readonly number[]
}

export const fullScale: Scale = {
  title: 'the full run: medians of 5',
  records: 120_000,
  baselineRecords: 30_000,
  rounds: 5,
  startRounds: 5,
  growthRounds: 5,
  largeBodyRounds: 5,
  keyRounds: 1_000,
  profileRecords: 400_000,
  accountSizes: [100_000, 1_000_000],
}

export const quickScale: Scale = {
  title: 'the quick run: medians of 3, small samples, one large body',
  records: 10_000,
  baselineRecords: 10_000,
  rounds: 3,
  startRounds: 3,
  growthRounds: 3,
  largeBodyRounds: 1,
  keyRounds: 300,
  profileRecords: 100_000,
  accountSizes: [100_000, 1_000_000],
}

/** For whom ten minutes more do not matter. */
export const withLargeAccount = (scale: Scale): Scale => ({
  ...scale,
  accountSizes: [...scale.accountSizes, 10_000_000],
})
