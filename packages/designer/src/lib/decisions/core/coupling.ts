import type { Brief, Entity, Operation } from '@archwright/model'

import { percent } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'

/** How strongly two kinds of data belong together, and why. */
export interface Coupling {
  a: string
  b: string
  /** At most 1: they belong together; below 0: they should be apart. */
  score: number
  because: string[]
}

/**
 * Scores every pair of entities by the coupling criteria of Service Cutter (Gysel et al., ESOCC 2016) that a brief
 * can show. Criteria that join are positive, those that part are negative; strong ones weigh six times the weak.
 */
export function couplingsOf({ entities, operations }: Brief): Coupling[] {
  const uses = entities.map((entity) => usesOf(entity, operations))
  return entities.flatMap((a, i) =>
    entities.slice(i + 1).map((b, offset) => {
      const pair = { a, b, usesOfA: uses[i] ?? noUses, usesOfB: uses[i + 1 + offset] ?? noUses }
      return couplingOf(pair)
    }),
  )
}

/** Who touches an entity, and how fast it grows. */
interface Uses {
  touching: ReadonlySet<string>
  writing: ReadonlySet<string>
}

const noUses: Uses = { touching: new Set(), writing: new Set() }

interface Pair {
  a: Entity
  b: Entity
  usesOfA: Uses
  usesOfB: Uses
}

interface Criterion {
  weight: number
  /** −1 … 1. */
  value(pair: Pair): number
  says(pair: Pair, value: number): string
}

const strong = figure('coupling.strong')
const weak = figure('coupling.weak')

const criteria: readonly Criterion[] = [
  {
    weight: strong,
    value: ({ a, b }) => (isPartOf(a, b) || isPartOf(b, a) ? 1 : 0),
    says: ({ a, b }) =>
      isPartOf(a, b)
        ? `${a.name} lives and ends with ${b.name}`
        : `${b.name} lives and ends with ${a.name}`,
  },
  {
    weight: strong,
    value: ({ usesOfA, usesOfB }) => overlap(usesOfA.writing, usesOfB.writing),
    says: (_, value) => `written together in ${percent(value)} of the operations that write either`,
  },
  {
    weight: strong,
    value: ({ usesOfA, usesOfB }) => overlap(usesOfA.touching, usesOfB.touching),
    says: (_, value) => `used together in ${percent(value)} of the operations that use either`,
  },
  {
    weight: strong,
    value: ({ a, b }) =>
      a.sensitivity !== b.sensitivity && (isGuarded(a) || isGuarded(b)) ? -1 : 0,
    says: ({ a, b }) => `${levelOf(a)} data beside ${levelOf(b)} data`,
  },
  {
    weight: weak,
    value: ({ a, b }) => (a.shape === b.shape ? 0 : -1),
    says: ({ a, b }) => `${a.shape} beside ${b.shape}`,
  },
  {
    weight: weak,
    value: ({ a, b }) => (ratio(sizeOf(a), sizeOf(b)) >= farApart ? -1 : 0),
    says: ({ a, b }) => `${times(ratio(sizeOf(a), sizeOf(b)))} times the volume`,
  },
  {
    weight: weak,
    value: ({ a, b }) =>
      ratio(a.growthPerSecond ?? 0, b.growthPerSecond ?? 0) >= farApart ? -1 : 0,
    says: ({ a, b }) =>
      `changes ${times(ratio(a.growthPerSecond ?? 0, b.growthPerSecond ?? 0))} times as often`,
  },
]

/** The most that the joining criteria can give. */
const most = 3 * strong

/** Two orders of magnitude: volumes and rates closer than that are served by one design. */
const farApart = 100

function couplingOf(pair: Pair): Coupling {
  const found = criteria
    .map((criterion) => ({ criterion, value: criterion.value(pair) }))
    .filter(({ value }) => value !== 0)
  const sum = found.reduce((total, { criterion, value }) => total + criterion.weight * value, 0)
  return {
    a: pair.a.name,
    b: pair.b.name,
    score: Number((sum / most).toFixed(2)),
    because: found.map(({ criterion, value }) => criterion.says(pair, value)),
  }
}

function usesOf({ name }: Entity, operations: readonly Operation[]): Uses {
  const writing = operations.filter(({ writes }) => writes.includes(name))
  const reading = operations.filter(({ reads }) => reads.includes(name))
  return {
    writing: new Set(writing.map((each) => each.name)),
    touching: new Set([...writing, ...reading].map((each) => each.name)),
  }
}

/** "OrderLine" is a part of "Order". */
const isPartOf = (part: Entity, whole: Entity) =>
  part.name !== whole.name &&
  /^[A-Z]/.test(part.name.slice(whole.name.length)) &&
  part.name.startsWith(whole.name)

const levelOf = ({ sensitivity }: Entity) => (sensitivity === 'none' ? 'ordinary' : sensitivity)

/** Data whose owner has duties that others must not share. */
const isGuarded = ({ sensitivity }: Entity) => sensitivity === 'payment' || sensitivity === 'health'

/** Share of the members of either set that are in both. */
function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const either = one.union(other).size
  return either === 0 ? 0 : one.intersection(other).size / either
}

const sizeOf = ({ count = 0, bytes = 0 }: Entity) => count * bytes

/** The larger over the smaller; 1 when either is unknown. */
function ratio(one: number, other: number): number {
  if (one <= 0 || other <= 0) return 1
  return Math.max(one, other) / Math.min(one, other)
}

const times = (value: number) => Math.round(value).toString()
