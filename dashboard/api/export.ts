import { request } from './client.ts'
import { Problem } from './problem.ts'

/** All that is kept of the account, as one zip, and the name that the service gives it. */
export interface LoadedExport {
  file: Blob
  name: string
}

/**
 * Nobody knows beforehand how large it will be: it is written while it is sent.
 * @param onBytes is told how much is here
 * @throws {Problem} also where it broke off on its way; what was loaded till then is of no use
 */
export async function loadExport(
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<LoadedExport> {
  const response = await request('/v1/me/export', { signal })
  const name = /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const parts: Blob[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      // A browser may move what is in a Blob to its disk.
      parts.push(new Blob([part.value]))
      bytes += part.value.length
      onBytes(bytes)
    }
  } catch {
    throw brokeOff()
  }
  return { file: new Blob(parts, { type: 'application/zip' }), name: name ?? 'health-export.zip' }
}

const brokeOff = () =>
  new Problem({
    status: 0,
    code: 'broke_off',
    title: 'The download broke off',
    detail: 'The connection was cut, and half a file is of no use. Try again.',
  })
