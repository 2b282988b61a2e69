/** What an automation of Health Auto Export can send. Each sends one, so each needs an automation of its own. */
export interface DataType {
  /** In the app's link. */
  name: string
  /** As the app calls it. */
  title: string
  /** What is in it. */
  about: string
  /** Settings that the app has for this type alone, beside those that we recommend for all. */
  settings: readonly Setting[]
}

export interface Setting {
  /** As the app calls it. */
  title: string
  value: string
  /** The same in the app's link. */
  parameter: string
  linkValue: string
}

export const dataTypes: readonly [DataType, ...DataType[]] = [
  {
    name: 'healthmetrics',
    title: 'Health metrics',
    about: 'Steps, heart rate, sleep, weight and all other measurements. Begin with this one.',
    settings: [
      { title: 'Summarise data', value: 'Off', parameter: 'aggregatedata', linkValue: 'false' },
      { title: 'Time grouping', value: 'Default', parameter: 'interval', linkValue: 'none' },
    ],
  },
  {
    name: 'workouts',
    title: 'Workouts',
    about: 'Workouts with their routes and heart rate.',
    settings: [
      { title: 'Include route data', value: 'On', parameter: 'includeroutes', linkValue: 'true' },
      {
        title: 'Include workout metrics',
        value: 'On',
        parameter: 'includeworkoutmetadata',
        linkValue: 'true',
      },
      {
        title: 'Time grouping of workout metrics',
        value: 'Minutes',
        parameter: 'workoutsmetadatainterval',
        linkValue: 'minutes',
      },
    ],
  },
  { name: 'symptoms', title: 'Symptoms', about: 'What you noted, and how bad it was.', settings: [] },
  { name: 'ecg', title: 'ECG', about: 'Electrocardiograms with their traces.', settings: [] },
  {
    name: 'heartratenotifications',
    title: 'Heart rate notifications',
    about: 'When the watch told you of a high, low or irregular rhythm.',
    settings: [],
  },
  { name: 'stateofmind', title: 'State of mind', about: 'Moods and emotions.', settings: [] },
  {
    name: 'cycletracking',
    title: 'Cycle tracking',
    about: 'Flow, tests and what belongs to it.',
    settings: [],
  },
  { name: 'medications', title: 'Medications', about: 'What was taken, and what was skipped.', settings: [] },
]

/** How far back each run of an automation goes; the first is proposed: who connects a phone wants to see today. */
export const periods = [
  {
    name: 'none',
    title: 'Default',
    about: 'Yesterday and today, many times a day. Best to look at today’s values.',
  },
  {
    name: 'previous7Days',
    title: 'Previous 7 days',
    about: 'Once a day. Finds what reaches the phone late, but today’s values only tomorrow.',
  },
] as const

export type Period = (typeof periods)[number]
