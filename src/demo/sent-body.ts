import { randomOf } from './random.ts'

/** A body as a client sends it: bytes, what they are, and what its headers say of who sends it. */
export interface DemoBody {
  sent: Buffer
  contentType: string
  clientHeaders: Readonly<Record<string, string>>
}

/** The automations that are set up in the app on the phone, and how each groups what it sends. */
const automations = {
  'Health Metrics': 'Default',
  'By the hour': 'Hours',
  Nights: 'Days',
  Workouts: 'Default',
  Symptoms: 'Default',
  'State of Mind': 'Default',
  Medications: 'Default',
  'Cycle Tracking': 'Default',
  ECG: 'Default',
  'Heart Rate Notifications': 'Default',
} as const

export type Automation = keyof typeof automations

/**
 * A run of an automation of Health Auto Export.
 * @param run what makes it another one than those before, such as its number
 */
export function sendFromApp(seed: number, automation: Automation, run: number, body: unknown): DemoBody {
  return {
    sent: Buffer.from(JSON.stringify(body)),
    contentType: 'application/json',
    clientHeaders: {
      'user-agent': 'HealthAutoExport/8.2',
      'automation-name': automation,
      'automation-id': randomOf(seed, 'automation', automation).uuid().toUpperCase(),
      'automation-aggregation': automations[automation],
      'automation-period': 'Since Last Sync',
      'session-id': randomOf(seed, 'session', automation, run).uuid().toUpperCase(),
    },
  }
}

/** What the program at home posts. */
export const sendFromScript = (body: unknown): DemoBody => ({
  sent: Buffer.from(JSON.stringify(body)),
  contentType: 'application/json',
  clientHeaders: { 'user-agent': 'home-devices/1.3' },
})
