import { foldWords } from './fold-words.ts'

/** Where a workout takes place. */
export type WorkoutLocation = 'indoor' | 'outdoor' | 'pool' | 'open_water'

/** How clients write each, also with the little words that join it to an activity ("Course à pied en extérieur"). */
const spellings: Record<WorkoutLocation, readonly string[]> = {
  indoor: [
    ...['indoor', 'indoors', 'inside', 'treadmill', 'stationary', 'machine', 'drinnen', 'innen', 'im Haus'],
    ...['Innenräume', 'Innenraum', 'in Innenräumen', 'em esteira', 'esteira'],
    ...['Halle', 'in der Halle', 'Laufband', 'auf dem Laufband', 'intérieur', 'en intérieur'],
    ...['à l’intérieur', 'd’intérieur', 'en salle', 'sur tapis', 'sur tapis de course', 'interior'],
    ...['en interior', 'en interiores', 'interiores', 'en cinta', 'al chiuso', 'al coperto', 'interno'],
    ...['interna', 'tapis roulant', 'su tapis roulant', 'em interior', 'em ambiente fechado'],
    ...['em ambiente interno', 'na esteira', 'binnen', 'binnenshuis', 'loopband', 'op de loopband', '室内'],
    ...['屋内', '室內', '실내'],
  ],
  outdoor: [
    ...['outdoor', 'outdoors', 'outside', 'draußen', 'außen', 'im Freien', 'Freien', 'extérieur'],
    ...['en extérieur', 'à l’extérieur', 'd’extérieur', 'en plein air', 'plein air', 'exterior'],
    ...['en exterior', 'en exteriores', 'exteriores', 'al aire libre', 'aire libre', 'all’aperto'],
    ...['aperto', 'esterno', 'esterna', 'all’esterno', 'ao ar livre', 'ar livre', 'em ambiente externo'],
    ...['externa', 'externo', 'buiten', 'buitenshuis', 'in de buitenlucht', '屋外', '室外', '户外', '戶外'],
    ...['실외', '야외'],
  ],
  pool: [
    ...['pool', 'swimming pool', 'in pool', 'Schwimmbad', 'im Schwimmbad', 'Schwimmbecken', 'Becken'],
    ...['Hallenbad', 'Freibad', 'piscine', 'en piscine', 'piscina', 'en piscina', 'en alberca', 'alberca'],
    ...['in piscina', 'em piscina', 'na piscina', 'zwembad', 'in zwembad', 'in het zwembad', 'プール'],
    ...['泳池', '游泳池', '수영장'],
  ],
  open_water: [
    ...['open water', 'in open water', 'Freiwasser', 'im Freiwasser', 'offenes Gewässer'],
    ...['im offenen Gewässer', 'eau libre', 'en eau libre', 'eaux libres', 'en eaux libres'],
    ...['aguas abiertas', 'en aguas abiertas', 'acque libere', 'in acque libere', 'acque aperte'],
    ...['in acque aperte', 'águas abertas', 'em águas abertas', 'オープンウォーター', '开放水域'],
    ...['公开水域', '開放水域', '오픈 워터', '개방 수역'],
  ],
}

const locations = new Map<string, WorkoutLocation>()
for (const [location, written] of Object.entries(spellings)) {
  for (const word of written) locations.set(foldWords(word), location as WorkoutLocation)
}

/** The place that a client's word stands for; undefined for a word that we do not know. */
export function findLocation(written: string): WorkoutLocation | undefined {
  return locations.get(foldWords(written))
}

/**
 * Every way to take one word for a place off the beginning or the end of a folded name: what is left and the place.
 * Blanks are no help in finding it: 室内跑步 and Freiwasserschwimmen have none.
 */
export function* takeLocationOff(folded: string): Generator<[rest: string, location: WorkoutLocation]> {
  for (const [word, location] of locations) {
    if (folded.length <= word.length) continue
    if (folded.startsWith(word)) yield [folded.slice(word.length), location]
    if (folded.endsWith(word)) yield [folded.slice(0, -word.length), location]
  }
}
