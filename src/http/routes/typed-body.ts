/** Every format is taken; what is documented is our own. Each record is judged alone, so nothing here is enforced. */
export const typedBody = {
  type: 'object',
  description: 'The typed format; bodies of Health Auto Export are recognised as well',
  properties: {
    data: {
      type: 'object',
      properties: {
        metrics: { type: 'array', items: { type: 'object', additionalProperties: true } },
        workouts: { type: 'array', items: { type: 'object', additionalProperties: true } },
      },
    },
  },
  examples: [
    {
      data: {
        metrics: [
          { type: 'HeartRate', recorded_at: '2025-01-15T10:00:00Z', min_bpm: 60, avg_bpm: 75, max_bpm: 90 },
          { type: 'BloodPressure', recorded_at: '2025-01-15T10:00:00Z', systolic: 120, diastolic: 80 },
          {
            type: 'Sleep',
            started_at: '2025-01-15T00:00:00Z',
            ended_at: '2025-01-15T01:00:00Z',
            stage: 'deep',
          },
          { type: 'Activity', recorded_at: '2025-01-15T00:00:00Z', steps: 8000, distance_meters: 6100.5 },
          {
            type: 'Quantity',
            metric: 'body_mass',
            recorded_at: '2025-01-15T07:00:00Z',
            value: 71.2,
            unit: 'kg',
          },
        ],
        workouts: [
          {
            workout_type: 'running',
            start_time: '2025-01-15T17:00:00Z',
            end_time: '2025-01-15T17:30:00Z',
            total_energy_kcal: 300,
            distance_meters: 5000,
            avg_heart_rate: 150,
          },
        ],
      },
    },
  ],
}
