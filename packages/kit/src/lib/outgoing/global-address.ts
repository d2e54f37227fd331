import { isIP } from 'node:net'

import ipaddr from 'ipaddr.js'

const { IPv6 } = ipaddr

/** Global unicast as IANA assigns it; all else of IPv6 is special, translated or not assigned. */
const assigned = IPv6.parseCIDR('2000::/3')

/** A cloud's metadata service on an address that looks global: Azure's WireServer. */
const knownInside: ReadonlySet<string> = new Set(['168.63.129.16'])

/**
 * Whether an address is one that anybody on the internet could reach. False for private, loopback, link-local (where
 * clouds keep their metadata), shared (CGNAT), multicast and reserved ranges, and for every form of IPv6 that carries an
 * IPv4 address (mapped, NAT64, 6to4, Teredo), whatever that one is. Source: IANA's special-purpose registries.
 */
export function isGlobal(address: string): boolean {
  if (isIP(address) === 0) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast' || knownInside.has(parsed.toString())) return false
  return !(parsed instanceof IPv6) || parsed.match(assigned)
}

/** 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.parse(address).range() === 'loopback'
}
