import { expect, test } from 'vitest'
import { end, exportOf, filesOf, read, start, times } from './reading.ts'

const place = (name: string, index = 0) => ({ path: `/HealthData/${name}`, index })
const recordsOf = async (...elements: string[]) => (await read(exportOf(...elements))).records

test('the rings of a day are an event of that day, with numbers', async () => {
  const rings =
    '<ActivitySummary dateComponents="2026-03-01" activeEnergyBurned="412.5" activeEnergyBurnedGoal="450" activeEnergyBurnedUnit="kcal" appleExerciseTime="31" appleStandHours="12"/>'
  expect(await recordsOf(rings)).toEqual([
    {
      kind: 'event',
      type: 'activity_summary',
      startedAt: '2026-03-01',
      detail: {
        date_components: '2026-03-01',
        active_energy_burned: 412.5,
        active_energy_burned_goal: 450,
        active_energy_burned_unit: 'kcal',
        apple_exercise_time: 31,
        apple_stand_hours: 12,
      },
      ...place('ActivitySummary'),
    },
  ])
})

test('the characteristics of a person are as they were when the export was made', async () => {
  const me =
    '<Me HKCharacteristicTypeIdentifierDateOfBirth="1980-02-03" HKCharacteristicTypeIdentifierBloodType="HKBloodTypeNotSet" HKCharacteristicTypeIdentifierCardioFitnessMedicationsUse=""/>'
  expect(await recordsOf(me)).toEqual([
    {
      kind: 'event',
      type: 'characteristics',
      startedAt: '2026-03-02 08:00:00 +0100',
      detail: { date_of_birth: '1980-02-03', blood_type: 'HKBloodTypeNotSet' },
      ...place('Me'),
    },
  ])
})

test('a clinical record has the document that it names; one whose document is missing or no JSON is kept without', async () => {
  const record = (index: number) =>
    `<ClinicalRecord type="LabResult" identifier="lab-${index}" sourceName="Clinic" sourceURL="https://example.org/" receivedDate="${start}" resourceFilePath="/clinical-records/lab-${index}.json"/>`
  const files = filesOf({
    'clinical-records/lab-0.json': '{"resourceType": "Observation"}',
    'clinical-records/lab-1.json': '{"resourceType": ',
    'clinical-records/lab-3.json': `"${'x'.repeat(1_000_000)}"`,
  })
  const { records } = await read(exportOf(...[0, 1, 2, 3].map(record)), { files })
  expect(records).toEqual(
    [0, 1, 2, 3].map(index => ({
      kind: 'event',
      type: 'clinical_record',
      startedAt: start,
      name: 'LabResult',
      clientId: `lab-${index}`,
      source: 'Clinic',
      detail: {
        type: 'LabResult',
        identifier: `lab-${index}`,
        source_url: 'https://example.org/',
        received_date: start,
        resource_file_path: `/clinical-records/lab-${index}.json`,
        ...(index === 0 && { resource: { resourceType: 'Observation' } }),
      },
      ...place('ClinicalRecord', index),
    })),
  )
})

test('an audiogram has its points, and a prescription the day on which it was issued, with numbers', async () => {
  const audiogram = `<Audiogram type="HKDataTypeIdentifierAudiogram" sourceName="App" sourceVersion="2" creationDate="${end}" ${times}><MetadataEntry key="HKWasUserEntered" value="1"/><SensitivityPoint frequencyValue="250" frequencyUnit="Hz" leftEarValue="10.5" leftEarUnit="dBHL"/><SensitivityPoint frequencyValue="500" frequencyUnit="Hz" rightEarValue="-5" rightEarUnit="dBHL"/></Audiogram>`
  const prescription =
    '<VisionPrescription type="glasses" dateIssued="2026-03-01 00:00:00 +0100" expirationDate="2028-03-01 00:00:00 +0100" sourceName="App"><RightEye sphere="-1.25" sphereUnit="D"/></VisionPrescription>'
  expect(await recordsOf(audiogram, prescription)).toEqual([
    {
      kind: 'event',
      type: 'audiogram',
      startedAt: start,
      endedAt: end,
      source: 'App',
      detail: {
        type: 'HKDataTypeIdentifierAudiogram',
        metadata_entries: { was_user_entered: '1' },
        sensitivity_point: [
          { frequency_value: 250, frequency_unit: 'Hz', left_ear_value: 10.5, left_ear_unit: 'dBHL' },
          { frequency_value: 500, frequency_unit: 'Hz', right_ear_value: -5, right_ear_unit: 'dBHL' },
        ],
        device: { source_version: '2' },
        creation_date: end,
      },
      ...place('Audiogram'),
    },
    {
      kind: 'event',
      type: 'vision_prescription',
      startedAt: '2026-03-01 00:00:00 +0100',
      source: 'App',
      detail: {
        type: 'glasses',
        date_issued: '2026-03-01 00:00:00 +0100',
        expiration_date: '2028-03-01 00:00:00 +0100',
        right_eye: [{ sphere: -1.25, sphere_unit: 'D' }],
      },
      ...place('VisionPrescription'),
    },
  ])
})

test('an element of a future version is an event of its name, with all that is in it', async () => {
  const element = `<StateOfSoul valence="0.5" sourceName="App" ${times}><Label name="calm"><Cause why="sun"/></Label></StateOfSoul>`
  expect(await recordsOf(element)).toEqual([
    {
      kind: 'event',
      type: 'state_of_soul',
      startedAt: start,
      endedAt: end,
      source: 'App',
      unknownType: true,
      detail: { valence: '0.5', label: [{ name: 'calm', cause: [{ why: 'sun' }] }] },
      ...place('StateOfSoul'),
    },
  ])
})
