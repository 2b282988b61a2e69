import type { Ingestion } from '../api/ingestions.ts'

/** What a client calls itself, without its version, as people know it; undefined where it does not say. */
export function sayProgram(userAgent: string | null | undefined): string | undefined {
  const name = decode(userAgent ?? '')
    .replace(/[/ ]v?\d.*$/, '')
    .trim()
  if (name === '') return undefined
  return /^health\s?auto\s?export$/i.test(name) ? 'Health Auto Export' : name
}

/** Whether it runs on a phone, as far as its name tells. */
export const isPhone = (program: string | undefined): boolean =>
  /^(health auto export|shortcuts|backgroundshortcutrunner|health export|health\.?md|hc webhook)/i.test(
    program ?? '',
  )

/** What an ingestion is called: its automation, its file, or the program that sent it. */
export const titleOf = ({ client, file_name }: Ingestion): string =>
  file_name ?? client['automation-name'] ?? sayProgram(client['user-agent']) ?? 'Unnamed client'

/** Who sent it, where the title does not say it already. */
export function senderOf({ client, file_name }: Ingestion): string | undefined {
  if (file_name !== null) return 'Import of a file'
  return client['automation-name'] === undefined ? undefined : sayProgram(client['user-agent'])
}

const formats: Record<string, string> = {
  'health-auto-export': 'Health Auto Export',
  'health-auto-export-csv': 'Health Auto Export, CSV',
  'health-connect': 'Health Connect',
  'health-export-pro': 'Health Export Pro',
  'health-md': 'health.md',
  'health-bridge': 'Health bridge',
  'open-wearables': 'Open Wearables',
  'apple-export': 'Apple Health export',
  simple: 'Plain records',
  typed: 'Typed records',
}

/** What a format is called; nothing of a body that nobody could read. */
export const sayFormat = (format: string | null): string | undefined =>
  format === null ? undefined : (formats[format] ?? format)

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
