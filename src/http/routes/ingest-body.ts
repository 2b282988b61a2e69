import { typedBody } from './typed-body.ts'

const csv = {
  type: 'string',
  description:
    'CSV with a header line; comma, semicolon or tab between the cells. Times without an offset are those of the time zone ' +
    'that X-Timezone or the account names',
} as const

/** What POST /v1/ingest takes, by media type. */
export const ingestBody = {
  content: {
    'application/json': { schema: typedBody },
    'application/x-ndjson': {
      schema: { type: 'string', description: 'One JSON value per line, read like an array of them' },
    },
    'multipart/form-data': {
      schema: {
        type: 'object',
        description: 'The CSV of Health Auto Export: a part per type of record',
        properties: {
          HealthData: csv,
          WorkoutsData: csv,
          SymptomsData: csv,
          ECGData: csv,
          HeartRateNotificationsData: csv,
          StateOfMindData: csv,
          CycleTrackingData: csv,
          MedicationsData: csv,
        },
      },
    },
    'text/csv': { schema: { ...csv, description: `One part of such a form. ${csv.description}` } },
  },
}
