import { aYearOf, defineMetrics } from './define-metrics.ts'

export const environment = defineMetrics({
  // Undistorted sound in air ends at 194 dB; an anechoic room measures below 0.
  environmental_audio_exposure: {
    title: 'Environmental Audio Exposure',
    kind: 'quantity',
    unit: 'dBASPL',
    aggregation: 'average',
    range: [-30, 200],
    healthkit: 'HKQuantityTypeIdentifierEnvironmentalAudioExposure',
    aliases: ['environmental_audio'],
    displayNames: ['Environmental Sound Levels'],
  },
  headphone_audio_exposure: {
    title: 'Headphone Audio Exposure',
    kind: 'quantity',
    unit: 'dBASPL',
    aggregation: 'average',
    range: [-30, 200],
    healthkit: 'HKQuantityTypeIdentifierHeadphoneAudioExposure',
    aliases: ['headphone_audio'],
    displayNames: ['Headphone Audio Levels'],
  },
  environmental_sound_reduction: {
    title: 'Environmental Sound Reduction',
    kind: 'quantity',
    unit: 'dBASPL',
    aggregation: 'average',
    range: [0, 200],
    healthkit: 'HKQuantityTypeIdentifierEnvironmentalSoundReduction',
  },
  time_in_daylight: {
    title: 'Time in Daylight',
    kind: 'quantity',
    unit: 'min',
    aggregation: 'sum',
    range: aYearOf(1_440),
    healthkit: 'HKQuantityTypeIdentifierTimeInDaylight',
  },
  uv_exposure: {
    title: 'UV Exposure',
    kind: 'quantity',
    unit: 'count',
    aggregation: 'average',
    range: [0, 50],
    healthkit: 'HKQuantityTypeIdentifierUVExposure',
    displayNames: ['UV Index'],
  },
})
