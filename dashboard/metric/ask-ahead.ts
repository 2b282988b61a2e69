import { keptAnswer, wantAnswer } from '../api/answers.ts'
import { addressOf } from '../api/client.ts'
import { pointsOf, type Question, type Sources, samplesOf, summandsOf } from './questions.ts'
import { earlier, type Horizon, type Span } from './span.ts'

/**
 * Asks for what spans show and are compared with, so that it is there when somebody goes to them: one question after the
 * other, because what is asked for now must not wait for what may be.
 * @returns call it to ask no further
 */
export function askAhead(metric: string, spans: Span[], sources: Sources, horizon: Horizon): () => void {
  let isWanted = true
  const ask = async () => {
    for (const span of spans) {
      for (const { path, params } of questionsOf(metric, span, sources, horizon)) {
        if (!isWanted) return
        const url = addressOf(path, params)
        await wantAnswer(url)
        // The limit is reached, or nobody is there: it is for who wants to see it to try again.
        if (keptAnswer(url)?.error !== undefined) return
      }
    }
  }
  void ask()
  return () => {
    isWanted = false
  }
}

function questionsOf(metric: string, span: Span, sources: Sources, horizon: Horizon): Question[] {
  const before = earlier(span, horizon)
  return [
    (span.step === 'sample' ? samplesOf : pointsOf)(metric, span, sources),
    ...[span, before].filter(one => one !== undefined).map(one => summandsOf(metric, one, sources)),
  ]
}
