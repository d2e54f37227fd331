import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

import { checkAddress, TargetRefused, type TargetRules } from './target.ts'

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>

/** As the machine resolves names. */
export const systemResolve: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, found) => (error ? reject(error) : resolve(found)))
  })

/**
 * A look-up for sockets that hands out checked addresses only. The socket connects to what it is handed, so a name
 * that resolves to something else a moment later (DNS rebinding) gains nothing. One bad address condemns the name.
 */
export function guardedLookup(rules: TargetRules, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    const done = callback as (error: Error | null, address?: unknown, family?: number) => void
    checkedAddresses(hostname, rules, resolve).then((found) => {
      if (options.all) done(null, found)
      else done(null, found[0]?.address, found[0]?.family)
    }, done)
  }
}

async function checkedAddresses(hostname: string, rules: TargetRules, resolve: Resolve) {
  const found = await resolve(hostname)
  if (found.length === 0) throw new TargetRefused('its name has no address')
  for (const { address } of found) checkAddress(address, rules)
  return found
}
