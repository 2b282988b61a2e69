import type { JSX } from 'preact'

/** Paths of 24 by 24, drawn with a line. */
const paths = {
  today: 'M3 13h4l3-8 4 14 3-6h4',
  metrics: 'M5 20V11m7 9V4m7 16v-6',
  sleep: 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z',
  workouts:
    'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  events: 'M4 6.5h16v13.5H4zM4 11h16M8 3.5v4m8-4v4',
  ledger: 'M6 3.5h12v17l-3-2-3 2-3-2-3 2zM9 8.5h6m-6 4h6',
  connect:
    'M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5zm2.5 16h3',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7.5 8.5a7.5 7.5 0 0 1 15 0',
  more: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14',
  leave: 'M10 4H5v16h5m4-4 4-4-4-4m4 4H9',
  warning: 'M12 4 2.5 20h19zM12 10v4.5m0 2.5v.01',
  check: 'M5 12.5l4.5 4.5L19 7',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  up: 'M12 19V5m-6 6 6-6 6 6',
  down: 'M12 5v14m-6-6 6 6 6-6',
  plus: 'M12 5v14M5 12h14',
} as const

export type IconName = keyof typeof paths

/** Says nothing by itself: words stand beside it, or its button has a label. */
export const Icon = ({ name }: { name: IconName }): JSX.Element => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
)
