import type { UnitSystem } from '../api/session.ts'

export const unitSystems: readonly { value: UnitSystem; label: string; about: string }[] = [
  { value: 'metric', label: 'Metric', about: 'Kilometres, kilograms, °C' },
  { value: 'imperial', label: 'Imperial', about: 'Miles, pounds, °F' },
]
