import { isUtf8 } from 'node:buffer'

/** Node reads a header as Latin-1, and apps write UTF-8: what is valid UTF-8 was meant so. */
export function readHeaderText(value: string): string {
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) && bytes.toString('latin1') === value ? bytes.toString('utf8') : value
}

/**
 * The file name of a Content-Disposition (RFC 6266), whichever way it is written: without folders, and without what
 * nobody can see.
 * @returns undefined where there is none
 */
export function readFileName(header: string | undefined): string | undefined {
  const parameters = new Map<string, string>()
  for (const [, name, quoted, token] of (header ?? '').matchAll(
    /;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]+))/g,
  )) {
    parameters.set(name!.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? token!)
  }
  const plain = parameters.get('filename')
  const written = decodeExtended(parameters.get('filename*')) ?? (plain && readHeaderText(plain))
  const name = written
    ?.replace(/^.*[/\\]/s, '')
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
  return name === '' ? undefined : name
}

/** RFC 8187: `UTF-8''%e2%82%ac.zip`. */
function decodeExtended(value: string | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? '')?.[1]
  try {
    return encoded && decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}
