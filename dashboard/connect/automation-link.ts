import type { DataType, Period } from './data-types.ts'

export interface Automation {
  /** Where the phone finds the service: `http://192.168.1.20:8080` */
  origin: string
  key: string
  dataType: DataType
  period: Period
}

/** What the app calls the automation; it says so with all that it sends, and the ledger shows it. */
export const nameAutomation = ({ title }: DataType): string =>
  `Home: ${title === 'ECG' ? title : title.toLowerCase()}`

export const ingestUrl = (origin: string): string => `${origin}/v1/ingest`

/** The link by which Health Auto Export makes an automation. It holds the key, so it is shown and never sent anywhere. */
export function linkAutomation({ origin, key, dataType, period }: Automation): string {
  const parameters = [
    ['url', ingestUrl(origin)],
    ['name', nameAutomation(dataType)],
    ['headers', `Authorization,Bearer ${key}`],
    ['format', 'json'],
    ['datatype', dataType.name],
    ...dataType.settings.map(({ parameter, linkValue }) => [parameter, linkValue]),
    ['period', period.name],
    ['batchrequests', 'true'],
    ['exportversion', 'v2'],
    ['enabled', 'true'],
  ]
  return `com.HealthExport://automation?${parameters.map(([name, value = '']) => `${name}=${encode(value)}`).join('&')}`
}

/** What a query may hold as it is stays legible, and the code small. */
const encode = (value: string): string =>
  encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
