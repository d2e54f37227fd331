import type { Assumption, Brief } from '@archwright/model'

/** A number to be assumed, before it has an id. */
export interface Unassumed extends Omit<Assumption, 'id' | 'value'> {
  value: number
}

/** Collects what the brief left open; asked twice about the same thing, it answers the same. */
export interface AssumptionBook {
  assume(entry: Unassumed): number
  /** Notes a choice of words, such as the name of an operation. */
  note(about: string, value: string, why: string): void
  all(): Assumption[]
}

export function openAssumptionBook(given: readonly Assumption[]): AssumptionBook {
  const all = [...given]
  return {
    assume(entry) {
      const known = all.find(({ about }) => about === entry.about)
      if (known && typeof known.value === 'number') return known.value
      all.push({ id: nextId(all), ...entry })
      return entry.value
    },
    note(about, value, why) {
      if (all.some((assumption) => assumption.about === about)) return
      all.push({ id: nextId(all), about, value, unit: 'name', why, source: 'convention' })
    },
    all: () => all,
  }
}

/** The number assumed about a path of the brief, which must have been completed. */
export function assumedNumber(brief: Brief, about: string): number {
  const known = brief.assumptions.find((assumption) => assumption.about === about)
  if (typeof known?.value !== 'number') throw new TypeError(`nothing was assumed about ${about}`)
  return known.value
}

function nextId(all: readonly Assumption[]): string {
  const used = all.map(({ id }) => Number(id.slice(2)))
  return `A-${String(Math.max(0, ...used) + 1).padStart(2, '0')}`
}
