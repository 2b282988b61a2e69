import { findMetric } from '../../catalogue/index.ts'
import type { Incoming, IncomingSample } from '../../formats/incoming.ts'
import { judgeBloodPressure } from './blood-pressure.ts'
import { judgeEvent } from './event.ts'
import { FieldReader } from './field-reader.ts'
import { judgeHeartRate } from './heart-rate.ts'
import type { Judgement } from './judgement.ts'
import { judgeQuantity, judgeUncatalogued } from './quantity.ts'
import { judgeSleepNight } from './sleep-night.ts'
import { judgeSleepStage } from './sleep-stage.ts'
import { judgeWorkout } from './workout.ts'

/**
 * Accepts or rejects one record, whatever a client wrote. Pure but for `nowUs`, the end of the acceptable times. Where
 * the record is one of several figures of an item, a rejection says which.
 */
export function judge(incoming: Incoming, nowUs: number): Judgement {
  const judgement = judgeAlone(incoming, nowUs)
  const { countedAs } = incoming
  if (judgement.ok || countedAs === undefined || countedAs === judgement.type) return judgement
  const { code, detail } = judgement.rejection
  return { ...judgement, rejection: { code, detail: `${judgement.type}: ${detail}` } }
}

function judgeAlone(incoming: Incoming, nowUs: number): Judgement {
  const read = new FieldReader(nowUs)
  switch (incoming.kind) {
    case 'sample':
      return judgeSample(read, incoming)
    case 'sleep_night':
      return judgeSleepNight(read, incoming)
    case 'sleep_stage':
      return judgeSleepStage(read, incoming)
    case 'workout':
      return judgeWorkout(read, incoming)
    case 'event':
      return judgeEvent(read, incoming)
    case 'nothing':
      return {
        ok: false,
        type: incoming.countedAs,
        rejection: { code: 'invalid_shape', detail: incoming.detail },
      }
    case 'redacted':
      return {
        ok: false,
        type: incoming.type,
        rejection: {
          code: 'type_disabled',
          detail: `${incoming.type} was switched off on this server (INGEST_DISABLED_TYPES); send it again once it is on`,
        },
      }
  }
}

function judgeSample(read: FieldReader, incoming: IncomingSample): Judgement {
  const metric = findMetric(incoming.metric)
  switch (metric?.kind) {
    case undefined:
      return judgeUncatalogued(read, incoming)
    case 'heart_rate':
      return judgeHeartRate(read, incoming, metric)
    case 'blood_pressure':
      return judgeBloodPressure(read, incoming, metric)
    case 'quantity':
    case 'sleep':
      return judgeQuantity(read, incoming, metric)
  }
}
