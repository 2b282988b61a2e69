/** HealthKit's sleep stages (HKCategoryValueSleepAnalysis), in our words; `asleep` is sleep of no stated stage. */
export type SleepStage = 'in_bed' | 'asleep' | 'awake' | 'core' | 'deep' | 'rem'

type Vocabulary = Readonly<Record<SleepStage, readonly string[]>>

/**
 * What clients write for each stage: the names of HealthKit and Health Connect, and the words that phones show in each
 * language. Case, accents, blanks and punctuation need not be repeated: see `foldWord`.
 */
export const sleepVocabularies: Readonly<Record<string, Vocabulary>> = {
  // The raw values of HKCategoryValueSleepAnalysis, as numbers and by name.
  healthkit: {
    in_bed: ['0', 'inBed'],
    asleep: ['1', 'asleepUnspecified', 'asleep', 'Unspecified'],
    awake: ['2', 'awake'],
    core: ['3', 'asleepCore'],
    deep: ['4', 'asleepDeep'],
    rem: ['5', 'asleepREM'],
  },
  // SleepSessionRecord's STAGE_TYPE_*. Its integers mean other stages than HealthKit's: their reader has to name them.
  health_connect: {
    in_bed: [],
    asleep: ['sleeping'],
    awake: ['awake', 'awake_in_bed', 'out_of_bed'],
    core: ['light'],
    deep: ['deep'],
    rem: ['rem'],
  },
  english: {
    in_bed: ['In Bed'],
    asleep: ['Asleep', 'Sleep', 'Sleeping'],
    awake: ['Awake', 'Awakened', 'Wake', 'Wake up', 'Restless'],
    core: ['Core', 'Core Sleep', 'Light', 'Light Sleep'],
    deep: ['Deep', 'Deep Sleep'],
    rem: ['REM', 'REM Sleep'],
  },
  german: {
    in_bed: ['Im Bett'],
    asleep: ['Schlafend', 'Schläft', 'Schlaf', 'Eingeschlafen', 'Nicht angegeben', 'Unbestimmt'],
    awake: ['Wach', 'Wachphase', 'Wachzeit', 'Wachliegen', 'Wach im Bett'],
    core: [
      ...['Kern', 'Kernschlaf', 'Kernschlafphase', 'Leicht', 'Leichtschlaf', 'Leichter Schlaf'],
      ...['Leichte Schlafphase', 'Leichtschlafphase', 'Basis'],
    ],
    deep: ['Tief', 'Tiefschlaf', 'Tiefer Schlaf', 'Tiefschlafphase'],
    rem: ['REM', 'REM-Schlaf', 'REM-Phase'],
  },
  french: {
    in_bed: ['Au lit'],
    asleep: ['Endormi', 'Endormie', 'Endormi(e)', 'Sommeil', 'Non spécifié', 'Non spécifiée'],
    awake: [
      ...['Éveillé', 'Éveillée', 'Éveillé(e)', 'Éveil', 'Éveils', 'Réveillé', 'Réveillée'],
      ...['Réveillé(e)'],
    ],
    core: [
      ...['Essentiel', 'Sommeil essentiel', 'Léger', 'Sommeil léger', 'Lent', 'Sommeil lent'],
      ...['Lent léger', 'Sommeil lent léger', 'Principal', 'Sommeil principal', 'Noyau'],
    ],
    deep: ['Profond', 'Sommeil profond', 'Lent profond', 'Sommeil lent profond'],
    rem: ['Paradoxal', 'Sommeil paradoxal', 'Sommeil REM'],
  },
  spanish: {
    in_bed: ['En la cama', 'En cama', 'Acostado', 'Acostada'],
    asleep: [
      ...['Dormido', 'Dormida', 'Dormido/a', 'Durmiendo', 'Sueño', 'Sin especificar', 'No especificado'],
    ],
    awake: ['Despierto', 'Despierta', 'Despierto/a', 'Vigilia', 'En vela'],
    core: [
      ...['Esencial', 'Sueño esencial', 'Principal', 'Sueño principal', 'Ligero', 'Ligera'],
      ...['Sueño ligero', 'Básico', 'Sueño básico', 'Central', 'Sueño central'],
    ],
    deep: ['Profundo', 'Profunda', 'Sueño profundo', 'Fase profunda'],
    rem: ['REM', 'Sueño REM', 'MOR', 'Sueño MOR'],
  },
  italian: {
    in_bed: ['A letto', 'Nel letto'],
    asleep: ['Addormentato', 'Addormentata', 'Addormentato/a', 'Sonno', 'Non specificato', 'Non specificata'],
    awake: ['Sveglio', 'Sveglia', 'Sveglio/a', 'Veglia'],
    core: [
      ...['Principale', 'Sonno principale', 'Essenziale', 'Sonno essenziale', 'Leggero', 'Leggera'],
      ...['Leggera/Leggero', 'Sonno leggero', 'Fase leggera', 'Nucleo'],
    ],
    deep: ['Profondo', 'Profonda', 'Sonno profondo', 'Fase profonda'],
    rem: ['REM', 'Sonno REM', 'Fase REM'],
  },
  // As written in Portugal and in Brazil.
  portuguese: {
    in_bed: ['Na cama', 'Deitado', 'Deitada'],
    asleep: [
      ...['Adormecido', 'Adormecida', 'Adormecido/a', 'A dormir', 'Dormindo', 'Sono'],
      ...['Não especificado', 'Não especificada'],
    ],
    awake: ['Acordado', 'Acordada', 'Acordado/a', 'Desperto', 'Desperta', 'Desperto/a', 'Vigília'],
    core: [
      ...['Essencial', 'Sono essencial', 'Principal', 'Sono principal', 'Leve', 'Sono leve'],
      ...['Ligeiro', 'Sono ligeiro', 'Básico', 'Sono básico'],
    ],
    deep: ['Profundo', 'Sono profundo'],
    rem: ['REM', 'Sono REM'],
  },
  dutch: {
    in_bed: ['In bed', 'Tijd in bed', 'In-bedtijd'],
    asleep: ['Slapend', 'Slaapt', 'Slaap', 'In slaap', 'Niet gespecificeerd'],
    awake: ['Wakker'],
    core: ['Kern', 'Kernslaap', 'Licht', 'Lichte', 'Lichte slaap'],
    deep: ['Diep', 'Diepe slaap'],
    rem: ['REM', 'REM-slaap', 'Remslaap'],
  },
  japanese: {
    in_bed: [
      ...['ベッド', 'ベッドの中', 'ベッドにいる', 'ベッドに入っている時間', 'ベッドで過ごした時間'],
      ...['就寝', '就寝中', '就床', '臥床'],
    ],
    asleep: ['睡眠', '睡眠中', '眠っている', '未指定', '不特定', '指定なし'],
    awake: ['覚醒', '覚醒中', '目覚め', '起きている'],
    core: ['コア', 'コア睡眠', '浅い', '浅い睡眠', '浅い眠り'],
    deep: ['深い', '深い睡眠', '深い眠り'],
    rem: ['レム', 'レム睡眠', 'REM睡眠'],
  },
  chinese_simplified: {
    in_bed: ['卧床', '在床', '在床上', '在床上时间', '躺在床上', '卧床时间'],
    asleep: ['睡眠', '睡眠中', '入睡', '已入睡', '睡着', '未指定'],
    awake: ['清醒', '醒着', '清醒时间'],
    core: ['核心', '核心睡眠', '浅睡', '浅睡眠', '浅度睡眠'],
    deep: ['深度', '深度睡眠', '深睡', '深睡眠', '深层睡眠'],
    rem: ['快速动眼', '快速动眼期', '快速动眼睡眠', '快速眼动', '快速眼动期', '快速眼动睡眠', 'REM 睡眠'],
  },
  chinese_traditional: {
    in_bed: ['臥床', '在床', '在床上', '躺在床上', '臥床時間'],
    asleep: ['睡眠', '睡眠中', '入睡', '已入睡', '睡著', '未指定'],
    awake: ['清醒', '醒著', '清醒時間'],
    core: ['核心', '核心睡眠', '淺睡', '淺眠', '淺層睡眠', '淺度睡眠'],
    deep: ['深度', '深度睡眠', '深睡', '深眠', '深層', '深層睡眠'],
    rem: ['快速動眼', '快速動眼期', '快速動眼睡眠', '快速眼動', '快速眼動期', '快速眼動睡眠'],
  },
  korean: {
    in_bed: ['침대에 있음', '침대', '침대에 누움'],
    asleep: ['수면', '수면 중', '잠듦', '지정되지 않음'],
    awake: ['비수면', '깨어 있음', '깸', '각성'],
    core: ['코어', '코어 수면', '핵심', '핵심 수면', '얕은', '얕은 수면', '얕은 잠'],
    deep: ['깊은', '깊은 수면', '깊은 잠'],
    rem: ['렘', '렘 수면', 'REM 수면'],
  },
}

const stageByWord = indexSleepStages(sleepVocabularies)

/**
 * The stage of each folded word. Throws when two stages claim one word, in whatever languages: nobody would know
 * which of them a phone means.
 */
export function indexSleepStages(
  vocabularies: Readonly<Record<string, Vocabulary>>,
): ReadonlyMap<string, SleepStage> {
  const stages = new Map<string, SleepStage>()
  for (const [language, vocabulary] of Object.entries(vocabularies)) {
    for (const [stage, words] of Object.entries(vocabulary) as [SleepStage, readonly string[]][]) {
      for (const word of words) {
        const other = stages.get(foldWord(word)) ?? stage
        if (other !== stage)
          throw new Error(`sleep stages: ${word} (${language}) is both ${other} and ${stage}`)
        stages.set(foldWord(word), stage)
      }
    }
  }
  return stages
}

/** The stage that a client's word or HealthKit's integer (also as "3.0") stands for; undefined for one that we do not know. */
export function findSleepStage(written: string | number): SleepStage | undefined {
  return stageByWord.get(foldWord(String(written).replace(/^\s*(\d)\.0{1,9}\s*$/, '$1')))
}

/** `In Bed` is `inBed` and HKCategoryValueSleepAnalysisInBed, `Éveillé` is `eveille`: only letters and digits count. */
function foldWord(text: string): string {
  return (
    text
      .normalize('NFKD')
      .trim()
      // What stands before a digit stays: -1 and 1.5 are no integers of HealthKit.
      .replace(/[^\p{L}\p{N}]+(?!\p{N})/gu, '')
      .toLowerCase()
      .replace(/^(hkcategoryvaluesleepanalysis|stagetype)(?=.)/, '')
  )
}
