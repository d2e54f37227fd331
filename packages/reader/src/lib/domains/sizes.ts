import type { Entity, Fact } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { actorOf } from '../lexicon/actors.ts'
import { capabilitiesIn } from '../lexicon/recognize.ts'
import { singularOf } from '../text/nouns.ts'

/** Facts that size what is kept; smaller totals are of one thing rather than of all. */
const leastTotal = 1e9

/**
 * Rows and growth that the text gives: "20 billion blocks", "4 TB of scans", "grows by 2 TB a year". What names no
 * entity is of the one whose rows are largest.
 */
export function withSizes(
  entities: readonly Entity[],
  facts: readonly Fact[],
  assumptions: Assumptions,
): Entity[] {
  const largest = entities.toSorted((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0))[0]
  return entities.map((entity) => {
    const mine = facts.filter((fact) => (ownerOf(fact, entities) ?? largest) === entity)
    const own = mine.filter((fact) => ownerOf(fact, entities) === entity)
    const rows = own.find(({ kind }) => kind === 'count' || kind === 'users')?.canonical
    const count = entity.count ?? rows ?? rowsOf(entity, mine, assumptions)
    const growth = entity.growthPerSecond ?? growthOf(entity, mine, assumptions)
    return {
      ...entity,
      ...(count === undefined ? {} : { count }),
      ...(growth === undefined ? {} : { growthPerSecond: growth }),
    }
  })
}

// "Photos" may be rows of MediaItem: by name, or by the capability whose module keeps them.
function ownerOf({ about }: Fact, entities: readonly Entity[]): Entity | undefined {
  const noun = singularOf(about.split(' ').at(-1) ?? '')
  const named = entities.find(({ name }) => lastWord(name) === noun)
  if (named) return named
  // Twelve thousand sensors are no twelve thousand readings.
  if (actorOf(noun) !== undefined) return undefined
  const modules = capabilitiesIn(about).map(({ name }) => name as string)
  return entities.find(({ module }) => modules.includes(module))
}

function lastWord(name: string): string {
  return (/[A-Z]?[a-z]+$/.exec(name)?.[0] ?? name).toLowerCase()
}

function rowsOf({ name, bytes = 0 }: Entity, facts: readonly Fact[], assumptions: Assumptions) {
  const total = facts.find(
    ({ kind, unit, canonical, bound }) =>
      kind === 'size' && !unit.includes('/') && canonical >= leastTotal && bound !== 'at-most',
  )
  if (!total || bytes === 0) return undefined
  return assumptions.assume({
    about: `entities.${name}.count`,
    value: Math.round(total.canonical / bytes),
    unit: 'rows',
    why: `${total.text} (${total.id}) ÷ ${bytes} bytes a row`,
    source: sources.stated,
  })
}

function growthOf({ name, bytes = 0 }: Entity, facts: readonly Fact[], assumptions: Assumptions) {
  const growth = facts.find(
    ({ kind, unit, about }) => kind === 'size' && unit.includes('/') && about.startsWith('growth'),
  )
  if (!growth || bytes === 0) return undefined
  const seconds = secondsIn[growth.unit.split('/')[1] ?? ''] ?? 1
  return assumptions.assume({
    about: `entities.${name}.growthPerSecond`,
    value: Number((growth.canonical / seconds / bytes).toPrecision(6)),
    unit: 'rows/s',
    why: `${growth.text} (${growth.id}) ÷ ${bytes} bytes a row`,
    source: sources.stated,
  })
}

const day = 86_400
const secondsIn: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day,
  week: 7 * day,
  month: 30 * day,
  year: 365 * day,
}
