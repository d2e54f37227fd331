import { isIP } from 'node:net'

import { isGlobal, isLoopback } from './global-address.ts'

/** Where requests that customers name may go. */
export interface TargetRules {
  readonly ports: readonly number[]
  /** For development and tests: this machine too, over http and at any port. */
  readonly loopback: boolean
}

/** The internet, encrypted, at the ports of HTTPS. */
export const publicTargets: TargetRules = { ports: [443, 8443], loopback: false }

/** A URL or an address that we do not send to; the message says why and may be shown to whoever named it. */
export class TargetRefused extends Error {
  override name = 'TargetRefused'
}

const longest = 2_000

/**
 * The URL a customer named, if its text alone does not rule it out. The WHATWG parser has turned every spelling of an
 * IPv4 address (decimal, octal, hexadecimal, short) into the dotted one by then.
 * @throws TargetRefused
 */
export function checkTarget(text: string, rules: TargetRules): URL {
  if (text.length > longest) throw new TargetRefused(`it has more than ${longest} characters`)
  if (!URL.canParse(text)) throw new TargetRefused('it is not a URL')
  const url = new URL(text)
  if (url.username || url.password) throw new TargetRefused('it holds a user name or password')
  const host = hostOf(url)
  const address = isIP(host) === 0 ? undefined : host
  if (rules.loopback && /^https?:$/.test(url.protocol) && isThisMachine(host)) return url
  if (url.protocol !== 'https:') throw new TargetRefused('it is not https')
  if (!rules.ports.includes(Number(url.port || 443)))
    throw new TargetRefused(`its port is not ${rules.ports.join(' or ')}`)
  if (address !== undefined) checkAddress(address, rules)
  else if (!/\.[a-z][a-z0-9-]*\.?$/i.test(host))
    throw new TargetRefused('its host is no name on the internet')
  return url
}

/**
 * Refuses an address that a name resolved to, or that a URL holds.
 * @throws TargetRefused
 */
export function checkAddress(address: string, { loopback }: TargetRules): void {
  if (isGlobal(address) || (loopback && isLoopback(address))) return
  throw new TargetRefused('its address is not on the public internet')
}

/** Without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(host)
}
