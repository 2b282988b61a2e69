/** HealthKit's sleep stages (HKCategoryValueSleepAnalysis), in our words; `asleep` is sleep of no stated stage. */
export type SleepStage = 'in_bed' | 'asleep' | 'awake' | 'core' | 'deep' | 'rem'

/** How clients write each stage, folded as in `fold`. HealthKit's integers are 0 to 5. */
const spellings: Record<SleepStage, readonly string[]> = {
  in_bed: [
    'inbed',
    '0',
    'imbett',
    'aulit',
    'enlacama',
    'enlecama',
    'aletto',
    'nacama',
    'inbedtijd',
    'ベッド',
    '在床上',
    '卧床',
    '침대에있음',
  ],
  asleep: [
    'asleep',
    'asleepunspecified',
    'unspecified',
    '1',
    'schlafend',
    'schlaf',
    'endormi',
    'dormido',
    'addormentato',
    'adormecido',
    'slapend',
    '睡眠',
    '睡眠中',
    '수면',
  ],
  awake: [
    'awake',
    '2',
    'wach',
    'eveille',
    'despierto',
    'sveglio',
    'acordado',
    'wakker',
    '覚醒',
    '清醒',
    '깨어있음',
  ],
  core: [
    'core',
    'asleepcore',
    'light',
    '3',
    'kern',
    'leger',
    'esencial',
    'essenziale',
    'essencial',
    'kernslaap',
    'コア',
    '核心',
    '核心睡眠',
    '코어',
  ],
  deep: [
    'deep',
    'asleepdeep',
    '4',
    'tief',
    'profond',
    'profundo',
    'profondo',
    'diep',
    '深い',
    '深睡眠',
    '深度',
    '깊은수면',
    '깊은',
  ],
  rem: ['rem', 'asleeprem', '5', 'paradoxal', 'レム', '快速动眼', '快速眼动', '렘'],
}

const stages = new Map<string, SleepStage>()
for (const [stage, names] of Object.entries(spellings)) {
  for (const name of names) stages.set(fold(name), stage as SleepStage)
}

/** The stage that a client's word or HealthKit integer stands for; undefined for a word that we do not know. */
export function findSleepStage(written: string): SleepStage | undefined {
  return stages.get(fold(written))
}

/** Case, blanks, joints and accents carry no meaning: `In Bed` is `inBed`, `Éveillé` is `eveille`. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\s_-]/g, '')
    .toLowerCase()
}
