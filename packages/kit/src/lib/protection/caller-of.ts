import { isIPv6 } from 'node:net'

import type { LimitWiring } from '../app/wiring.ts'
import type { LimitedCaller } from '../dispatch/call.ts'
import { guest } from '../dispatch/principal.ts'

/** Whose budget a call is charged to. */
export function callerOf(per: LimitWiring['per'], caller: LimitedCaller): string {
  return owners[per](caller) ?? ownerOf(caller)
}

const owners: Readonly<Record<LimitWiring['per'], (caller: LimitedCaller) => string | undefined>> =
  {
    principal: ownerOf,
    address: ({ address }) => networkOf(address),
    key: ({ principal: { key } }) => key && `key ${key}`,
    tenant: ({ principal: { tenant } }) => tenant && `tenant ${tenant}`,
  }

function ownerOf({ principal, address }: LimitedCaller): string {
  return principal === guest ? networkOf(address) : principal.id
}

/**
 * The network that an address is counted as: itself, or the /64 of an IPv6 address, because one customer usually holds
 * a whole one and would have 2^64 budgets. An IPv4 address written as IPv6 is the same caller.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  const groups = [...left, ...zeros, ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
