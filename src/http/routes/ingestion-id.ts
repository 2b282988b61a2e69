import { z } from 'zod'
import { Problem } from '../../problem.ts'

/** The path's `{id}`; what is no id is answered like one that does not exist, not as a wrong request. */
export const ingestionParams = z.object({
  id: z.string().describe('ingestion_id of the answer to an upload'),
})

/** @throws {Problem} not_found for a text that is no UUID */
export function readIngestionId(text: string): string {
  if (!z.uuid().safeParse(text).success) throw ingestionNotFound()
  return text
}

/** The answer to an id that nobody has, and to one that somebody else has. */
export function ingestionNotFound(): Problem {
  return new Problem('not_found', 'You have no ingestion with this id: GET /v1/ingestions lists them')
}
