import { describe, expect, test } from 'vitest'
import { findSleepStage, indexSleepStages, sleepVocabularies } from '../../src/catalogue/sleep-stages.ts'

const stages = ['in_bed', 'asleep', 'awake', 'core', 'deep', 'rem'] as const

/** What a phone shows in each language, in the order of `stages`. */
const shown: [language: string, ...words: string[]][] = [
  ['english', 'In Bed', 'Asleep', 'Awake', 'Core', 'Deep', 'REM'],
  ['German', 'Im Bett', 'Schlafend', 'Wach', 'Kern', 'Tief', 'REM'],
  ['German in compounds', 'Im Bett', 'Schläft', 'Wach', 'Kernschlaf', 'Tiefschlaf', 'REM-Schlaf'],
  ['French', 'Au lit', 'Endormi', 'Éveillé', 'Léger', 'Profond', 'Paradoxal'],
  ['French in full', 'Au lit', 'Endormie', 'Éveil', 'Essentiel', 'Sommeil profond', 'Sommeil paradoxal'],
  ['Spanish', 'En la cama', 'Dormido', 'Despierto', 'Esencial', 'Profundo', 'REM'],
  ['Spanish of Mexico', 'En cama', 'Dormida', 'Despierta', 'Ligero', 'Sueño profundo', 'Sueño MOR'],
  ['Italian', 'A letto', 'Addormentato', 'Sveglio', 'Principale', 'Profondo', 'REM'],
  ['Italian in full', 'A letto', 'Addormentata', 'Sveglia', 'Essenziale', 'Sonno profondo', 'Sonno REM'],
  ['Portuguese', 'Na cama', 'A dormir', 'Acordado', 'Essencial', 'Profundo', 'REM'],
  ['Portuguese of Brazil', 'Na cama', 'Dormindo', 'Acordada', 'Leve', 'Sono profundo', 'Sono REM'],
  ['Dutch', 'In bed', 'Slapend', 'Wakker', 'Kern', 'Diep', 'REM'],
  ['Dutch in full', 'Tijd in bed', 'In slaap', 'Wakker', 'Kernslaap', 'Diepe slaap', 'Remslaap'],
  ['Japanese', 'ベッド', '睡眠', '覚醒', 'コア睡眠', '深い睡眠', 'レム睡眠'],
  ['Japanese in half width', 'ﾍﾞｯﾄﾞ', '睡眠中', '覚醒', 'ｺｱ', '深い', 'ﾚﾑ'],
  ['Chinese, simplified', '卧床', '睡眠', '清醒', '核心睡眠', '深度睡眠', '快速眼动睡眠'],
  ['Chinese, simplified, otherwise', '在床上', '入睡', '醒着', '核心', '深睡眠', '快速动眼'],
  ['Chinese, traditional', '臥床', '睡眠', '清醒', '核心睡眠', '深層睡眠', '快速動眼'],
  ['Chinese, traditional, otherwise', '躺在床上', '入睡', '醒著', '核心', '深度睡眠', '快速動眼期'],
  ['Korean', '침대에 있음', '수면', '비수면', '코어 수면', '깊은 수면', '렘 수면'],
  ['Korean, otherwise', '침대에 누움', '수면 중', '깨어 있음', '코어', '깊은', '렘'],
  ['Health Auto Export', 'InBed', 'Unspecified', 'awake', 'core', 'deep', 'rem'],
  ['HealthKit', 'inBed', 'AsleepUnspecified', 'awake', 'asleepCore', 'AsleepDeep', 'asleepREM'],
  [
    'HealthKit with its prefix',
    'HKCategoryValueSleepAnalysisInBed',
    'HKCategoryValueSleepAnalysisAsleepUnspecified',
    'HKCategoryValueSleepAnalysisAwake',
    'HKCategoryValueSleepAnalysisAsleepCore',
    'HKCategoryValueSleepAnalysisAsleepDeep',
    'HKCategoryValueSleepAnalysisAsleepREM',
  ],
  ['HealthKit’s integers as text', '0', '1', '2', '3', '4', '5'],
  ['words of ours', ...stages],
]

describe.each(shown)('%s', (_language, ...words) => {
  test.each(stages.map((stage, at) => [words[at]!, stage] as const))('%s is %s', (word, stage) => {
    expect([word, word.toUpperCase(), ` ${word}\u00a0`, word.normalize('NFD')].map(findSleepStage)).toEqual(
      Array(4).fill(stage),
    )
  })
})

test('HealthKit’s integers are stages as numbers too', () => {
  expect([0, 1, 2, 3, 4, 5].map(findSleepStage)).toEqual(stages)
})

test('Health Connect’s stages are named in its own words', () => {
  const written = [
    'STAGE_TYPE_AWAKE',
    'awake_in_bed',
    'OUT_OF_BED',
    'sleeping',
    'STAGE_TYPE_LIGHT',
    'deep',
    'rem',
  ]
  expect(written.map(findSleepStage)).toEqual(['awake', 'awake', 'awake', 'asleep', 'core', 'deep', 'rem'])
})

test('every word of every language is the stage that its row says', () => {
  const misread = Object.entries(sleepVocabularies).flatMap(([language, vocabulary]) =>
    Object.entries(vocabulary).flatMap(([stage, words]) =>
      words.filter(word => findSleepStage(word) !== stage).map(word => [language, stage, word]),
    ),
  )
  expect(misread).toEqual([])
})

test('nothing else is guessed', () => {
  const foreign = [
    '',
    ' ',
    '-',
    '6',
    '-1',
    'unknown',
    'HKCategoryValueSleepAnalysis',
    'constructor',
    '__proto__',
  ]
  expect([...foreign, 6, 1.5, Number.NaN].map(findSleepStage)).toEqual(Array(12).fill(undefined))
})

test('a word that two stages claim does not load, whatever languages they stand in', () => {
  const none = { in_bed: [], asleep: [], awake: [], core: [], deep: [], rem: [] }
  const klingon = { ...none, deep: ['QONG'] }
  const vulcan = { ...none, awake: ['Qóng'] }
  expect(indexSleepStages({ ...sleepVocabularies, klingon }).get('qong')).toBe('deep')
  expect(() => indexSleepStages({ ...sleepVocabularies, klingon, vulcan })).toThrow(
    'sleep stages: Qóng (vulcan) is both deep and awake',
  )
})

test.each([
  ['asleep', 'Nicht angegeben', 'Non spécifié', 'Sin especificar', 'Non specificato', 'Não especificado'],
  ['asleep', 'Niet gespecificeerd', '未指定', '지정되지 않음', 'Dormido/a', 'Dormido(a)', 'Addormentato/a'],
  ['awake', 'Despierto/a', 'Acordado/a', 'Sveglio/a', 'Éveillé(e)', 'Wachzeit', 'Restless', '2.0'],
  [
    'core',
    'Lent léger',
    'Sommeil lent léger',
    'Sommeil principal',
    'Básico',
    '얕은 잠',
    'Ligeiro',
    'Leggera',
  ],
  ['core', '3.0', 'Leggera/Leggero'],
  ['deep', '깊은 잠', 'Profonda', 'Tiefschlafphase', '4.00'],
  ['in_bed', 'ベッドに入っている時間', '0.0'],
] as const)('%s is what other phones mean by %s, %s and so on', (stage, ...words) => {
  expect(words.map(findSleepStage)).toEqual(words.map(() => stage))
})
