import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { BlockList, isIP, isIPv6 } from 'node:net'

import { type Static, Type } from 'typebox'
import Compile from 'typebox/compile'

import { builtIn } from '../contract/failure.ts'
import type { TakeLimit } from '../dispatch/call.ts'

/** Who may call at all, by address. */
export interface AddressLists {
  admits(address: string): boolean
  close(): void
}

const Lists = Type.Object(
  {
    allow: Type.Optional(Type.Array(Type.String())),
    block: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
)
const lists = Compile(Lists)

const lookEveryMs = 1_000

/**
 * Reads the lists of a file, `{"allow": ["203.0.113.0/24"], "block": ["2001:db8::/32"]}`, and again whenever it
 * changes. With `allow`, nobody else is let in; `block` wins. A file that cannot be read any more leaves what was.
 * @throws Error at the start when the file is no such lists
 */
export function openAddressLists(
  file: string,
  warn: (message: string, details: object) => void,
): AddressLists {
  let admits = readLists(file)
  const read = () => {
    try {
      admits = readLists(file)
    } catch (error) {
      warn('the address lists are not read anew', { file, error })
    }
  }
  // Polled: mounted files of an orchestrator are swapped as links, which other ways of watching miss.
  watchFile(file, { interval: lookEveryMs, persistent: false }, read)
  return { admits: (address) => admits(address), close: () => unwatchFile(file, read) }
}

function readLists(file: string): (address: string) => boolean {
  const { allow = [], block = [] } = parse(file)
  const allowed = listOf(allow, file)
  const blocked = listOf(block, file)
  return (address) => {
    if (isIP(address) === 0) return allow.length === 0
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (blocked.check(address, family)) return false
    return allow.length === 0 || allowed.check(address, family)
  }
}

function parse(file: string): Static<typeof Lists> {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (lists.Check(value)) return value
  throw new Error(`${file} has to hold {"allow": […], "block": […]} with addresses and networks`)
}

function listOf(entries: readonly string[], file: string): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    const longest = family === 'ipv6' ? 128 : 32
    const length = prefix === undefined ? longest : Number(prefix)
    if (isIP(address) === 0 || !Number.isInteger(length) || length < 0 || length > longest) {
      throw new Error(`${file}: "${entry}" is no address or network (203.0.113.7, 2001:db8::/32)`)
    }
    list.addSubnet(address, length, family)
  }
  return list
}

/** Refuses who may not call at all, before anything is counted: in every way in, and in HTTP before the body is read. */
export function withAddressLists(
  take: TakeLimit,
  { admits }: Pick<AddressLists, 'admits'>,
): TakeLimit {
  return (operation, caller, charge) => {
    if (!admits(caller.address)) throw builtIn('FORBIDDEN', { says: addressRefused })
    return take(operation, caller, charge)
  }
}

export const addressRefused = 'Calls from this address are not taken.'
