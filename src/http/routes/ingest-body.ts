import { typedBody } from './typed-body.ts'

const csv = {
  type: 'string',
  description:
    'CSV with a header line; comma, semicolon or tab between the cells. Times without an offset are those of the time zone ' +
    'that X-Timezone or the account names',
} as const

const csvExample = 'Date/Time,Step Count (count),Weight (kg)\n2025-01-15 10:00:00,812,71.2\n'

/** What POST /v1/ingest takes, by media type. */
export const ingestBody = {
  content: {
    'application/json': { schema: typedBody },
    'application/x-ndjson': {
      schema: {
        type: 'string',
        description: 'One JSON value per line, read like an array of them',
        examples: [typedBody.examples[0]!.data.metrics.map(record => `${JSON.stringify(record)}\n`).join('')],
      },
    },
    'application/zip': {
      schema: {
        type: 'string',
        format: 'binary',
        description:
          'The export.zip of Apple Health (Health, profile picture, Export All Health Data), also as application/x-zip-compressed. ' +
          'It may be as large as MAX_IMPORT_BYTES; one upload of an account at a time',
        examples: ['PK…'],
      },
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
        examples: [{ HealthData: csvExample }],
      },
    },
    'text/csv': {
      schema: {
        ...csv,
        description: `One part of such a form. ${csv.description}`,
        examples: [csvExample],
      },
    },
  },
}
