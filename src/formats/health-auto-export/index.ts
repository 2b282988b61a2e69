import { hasEnvelope, isPart } from '../envelope.ts'
import type { Format } from '../format.ts'
import { readBody } from '../read-body.ts'

/** The app Health Auto Export, all versions of its JSON, and the clients that imitate it. */
export const healthAutoExport: Format = {
  name: 'health-auto-export',
  recognises: (body, isElement) => (isElement ? isPart(body) : hasEnvelope(body)),
  read: readBody,
}
