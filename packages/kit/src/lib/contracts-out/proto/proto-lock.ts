import type { Numbers } from './proto-model.ts'

/** The committed numbers: package → message or enum → field or value → number. Only ever grows. */
export type ProtoLock = Readonly<Record<string, Readonly<Record<string, Numbers>>>>

/** Gives out numbers; a name keeps its number for ever, and no other name gets it, even when the name is gone. */
export interface Numbering {
  /** The numbers of a message's fields or an enum's values, and those of names that are gone. */
  number(scope: NumberScope, names: readonly string[]): { numbers: Numbers; reserved: Numbers }
  /** The lock with what was given out since, in alphabetical order. */
  lock(): ProtoLock
}

export interface NumberScope {
  readonly package: string
  /** Name of the message or enum. */
  readonly name: string
}

// For the implementation of protocol buffers itself (language specification, "Assigning Field Numbers").
const forbidden = { first: 19_000, last: 19_999 }

export function createNumbering(committed: ProtoLock): Numbering {
  const packages = new Map(
    Object.entries(committed).map(([name, types]) => [name, new Map(Object.entries(types))]),
  )
  return {
    number(scope, names) {
      const types = packages.get(scope.package) ?? new Map<string, Numbers>()
      packages.set(scope.package, types)
      const known = new Map(Object.entries(types.get(scope.name) ?? {}))
      let last = Math.max(0, ...known.values())
      for (const name of names) {
        if (known.has(name)) continue
        last = last + 1 === forbidden.first ? forbidden.last + 1 : last + 1
        known.set(name, last)
      }
      types.set(scope.name, Object.fromEntries(known))
      const wanted = new Set(names)
      const pick = (isWanted: boolean) =>
        Object.fromEntries([...known].filter(([name]) => wanted.has(name) === isWanted))
      return { numbers: pick(true), reserved: pick(false) }
    },
    lock: () =>
      sorted(
        [...packages].map(([name, types]) => [
          name,
          sorted([...types].map(([type, numbers]) => [type, byNumber(numbers)])),
        ]),
      ),
  }
}

function sorted<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function byNumber(numbers: Numbers): Numbers {
  return Object.fromEntries(Object.entries(numbers).sort(([, a], [, b]) => a - b))
}

/** Checks a lock that was read from a file. Throws with what is wrong: a damaged lock would move numbers. */
export function parseProtoLock(text: string): ProtoLock {
  const lock: unknown = JSON.parse(text)
  for (const [name, types] of entriesOf(lock)) {
    for (const [type, numbers] of entriesOf(types)) {
      const seen = new Set<unknown>()
      for (const [field, number] of entriesOf(numbers)) {
        if (!Number.isInteger(number) || (number as number) < 1 || seen.has(number)) {
          throw new Error(`proto.lock.json: ${name}.${type}.${field} has the number ${number}`)
        }
        seen.add(number)
      }
    }
  }
  return lock as ProtoLock // every level was looked at
}

function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value === 'object' && value !== null) return Object.entries(value)
  throw new Error('proto.lock.json: not of the form package → type → name → number')
}
