/** Where a phone shall send to, as far as one can tell. */
export type PhoneAddress = { origin: string; isPlain: boolean } | { fault: string }

/** Whether a name leads from a computer to itself, so that from a phone it leads to the phone. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  hostname === '0.0.0.0' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)

/**
 * Reads what somebody typed: `192.168.1.20`, `my-mac.local:8080`, `health.example.org`, or a whole address.
 * Where the scheme is left out, hosts at home are plain and have the port of this page, and all others have TLS.
 * @param here the address of this page
 */
export function readPhoneAddress(typed: string, here: Pick<URL, 'port'>): PhoneAddress {
  const text = typed.trim()
  if (text === '') return { fault: 'Type the address first.' }
  const hasScheme = /^https?:\/\//i.test(text)
  const url = parse(hasScheme ? text : `http://${text}`)
  // Some browsers take a blank for a part of a name, and escape it.
  if (url?.username !== '' || url.hostname.includes('%') || (!hasScheme && text.includes('://'))) {
    return { fault: 'This is no address. Write it such as 192.168.1.20 or health.example.org.' }
  }
  if (isLoopback(url.hostname)) {
    return {
      fault: `From the phone, ${url.hostname} is the phone itself. Type the address of this computer.`,
    }
  }
  if (!hasScheme) {
    if (isAtHome(url.hostname)) url.port ||= here.port
    else url.protocol = 'https:'
  }
  return { origin: url.origin, isPlain: url.protocol === 'http:' }
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** An address without a name, a name without a domain, or one that only the home network knows. */
const isAtHome = (hostname: string): boolean =>
  hostname.startsWith('[') ||
  /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ||
  !hostname.includes('.') ||
  /\.(local|lan|home\.arpa|internal)$/.test(hostname)
