/**
 * `HeartRate`, `heartRate` and `Heart Rate` are `heart_rate`; `VO2Max` is `vo2_max`, `ECG` is `ecg`.
 * The patterns look ahead instead of repeating: a key of a million capitals must not cost quadratic time.
 */
export function snakeCase(name: string): string {
  return name
    .replace(/[a-z0-9](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, '$&_')
    .replace(/[\s_-]+/g, '_')
    .replace(/^_|_$/g, '')
    .toLowerCase()
}
