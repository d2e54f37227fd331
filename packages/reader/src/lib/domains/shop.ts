import type { Actor, Capability, Fact, Operation } from '@archwright/model'

import type { CapabilityName } from '@archwright/model/light'

import { type Assumptions, sources } from '../assumptions.ts'
import { type FillDomain, levelOf, type Recognized, type StatedLoad } from './domain.ts'
import { keptBy } from './kept-entities.ts'
import { toDependencies } from './shop-dependencies.ts'
import { toEntities } from './shop-entities.ts'
import { bindLatencies } from './shop-latencies.ts'
import { assumeObjectives } from './shop-objectives.ts'
import { type ShopOperation, shopOperations } from './shop-operations.ts'
import { assumeRates, type Rates } from './shop-rates.ts'
import { shopImplications, shopRateNouns } from './shop-words.ts'

/** Whether what was recognized makes a shop: the word itself, or orders of goods. */
export function isShop(capabilities: readonly Pick<Capability, 'name'>[]): boolean {
  const names = new Set(capabilities.map(({ name }) => name))
  if (names.has('e-commerce')) return true
  // A product sold to companies that have orders of their own is not itself a shop.
  if (names.has('tenants')) return false
  if (!names.has('orders')) return false
  const goods = ['catalog', 'carts', 'inventory'].filter((name) => names.has(name))
  if (goods.length > 1 || (goods.length > 0 && names.has('payments'))) return true
  // Where orders are all that is named, they are orders of a shop.
  return [...names].every((name) => name === 'orders' || name === 'payments' || !keptBy(name))
}

/** Fills a brief of the shop's kind from the tables; only what is recognized or implied is filled. */
export const fillShop: FillDomain = (recognized, assumptions) => {
  const { refused } = recognized
  const capabilities = withImplied(recognized.capabilities, refused, assumptions)
  const modules = Object.keys(shopOperations).filter((module) =>
    capabilities.some(({ name }) => name === module),
  )
  const stated = withStatedRates(recognized, assumptions)
  const rates = assumeRates(stated, modules, assumptions)
  assumeLatencies(stated, assumptions)
  return {
    capabilities,
    actors: toActors(recognized.facts),
    entities: modules.flatMap((module) => toEntities(module, rates, recognized, assumptions)),
    operations: modules.flatMap((module) =>
      (shopOperations[module] ?? [])
        .filter(({ name }) => !(refused.includes('search') && /\.search/.test(name)))
        .map((row) => toOperation(row, rates, stated)),
    ),
    dependencies: toDependencies(modules, recognized.given, assumptions),
    objectives: assumeObjectives(recognized.objectives, modules, assumptions),
  }
}

/** Adds what the capabilities of a shop need, except what the text refuses. */
export function withImplied(
  found: readonly Capability[],
  refused: readonly CapabilityName[],
  assumptions: Assumptions,
): Capability[] {
  const capabilities = [...found]
  const has = (wanted: string) => capabilities.some(({ name }) => name === wanted)
  for (let before = -1; before !== capabilities.length; ) {
    before = capabilities.length
    for (const [capability, needs, why] of shopImplications) {
      if (!has(capability) || has(needs) || refused.some((name) => name === needs)) continue
      const about = `capabilities.${needs}`
      const source = `implied by ${capability}`
      const origin = assumptions.originOf({ about, value: true, unit: '', why, source })
      capabilities.push({ name: needs, origin })
    }
  }
  return capabilities
}

// The words of the brief come first; a rate stated for an operation by name comes before both.
function withStatedRates({ facts, given }: Recognized, assumptions: Assumptions) {
  const all = bindLatencies(facts)
  for (const [operation, load] of given.loads)
    all.set(operation, { ...all.get(operation), ...load })
  for (const [operation, fact] of ratesOf(facts)) {
    if (all.get(operation)?.ratePerSecond !== undefined) continue
    const rateIs = levelOf(fact)
    all.set(operation, { ...all.get(operation), ratePerSecond: fact.canonical, rateIs })
    assumptions.assume({
      about: `operations.${operation}.rateIs`,
      value: rateIs,
      unit: '',
      why:
        rateIs === 'peak'
          ? `"${fact.text}" says what the system must be able to do, so it is read as the peak`
          : `"${fact.text}" is a total over a long time, so it is read as the average`,
      source: sources.judgement,
    })
  }
  return all
}

function ratesOf(facts: readonly Fact[]): Map<string, Fact> {
  const found = new Map<string, Fact>()
  for (const fact of facts) {
    const operation = fact.kind === 'rate' ? operationOf(fact.about) : undefined
    const known = operation && found.get(operation)
    if (operation && !(known && known.canonical >= fact.canonical)) found.set(operation, fact)
  }
  return found
}

function operationOf(about: string): string | undefined {
  return shopRateNouns.find(([noun]) => noun.test(about))?.[1]
}

function toOperation(row: ShopOperation, rates: Rates, stated: ReadonlyMap<string, StatedLoad>) {
  const { name, kind, actor, latencyMs, staleSeconds, payloadBytes } = row
  const rate = rates.of(row)
  const own = stated.get(name)
  const bound = own?.latencyMs ?? latencyMs
  const operation: Operation = {
    name,
    kind,
    actor,
    ...(rate === undefined ? {} : rate),
    ...(bound === undefined ? {} : { latencyMs: bound, percentile: own?.percentile ?? 0.99 }),
    consistency: staleSeconds === undefined ? 'strong' : 'eventual',
    ...(staleSeconds === undefined ? {} : { staleSeconds }),
    reads: [...(row.reads ?? [])],
    writes: [...(row.writes ?? [])],
    calls: [...(row.calls ?? [])],
    payloadBytes,
  }
  return operation
}

function assumeLatencies(stated: ReadonlyMap<string, StatedLoad>, assumptions: Assumptions): void {
  for (const { operation, about, ...note } of latencyNotes)
    if (stated.get(operation)?.latencyMs === undefined)
      assumptions.assume({ about: `operations.${about}.latencyMs`, unit: 'ms at p99', ...note })
  assumptions.assume({
    about: 'operations.catalog.(reads).staleSeconds',
    value: 60,
    unit: 's',
    why: 'what a visitor browses may be a minute old; the price is asked again when the order is placed',
    source: sources.judgement,
  })
}

// Each note speaks for a group of operations; the one named stands for the group.
const latencyNotes = [
  {
    operation: 'orders.placeOrder',
    about: 'orders.placeOrder',
    value: 300,
    why: 'it spans stock, payment and the order itself, and still feels immediate',
    source: sources.responseTimes,
  },
  {
    operation: 'catalog.getProduct',
    about: '(reads)',
    value: 100,
    why: 'up to a tenth of a second feels instant',
    source: sources.responseTimes,
  },
  {
    operation: 'carts.setLine',
    about: '(writes)',
    value: 200,
    why: 'a change is seen at once when it takes little longer than a read',
    source: sources.judgement,
  },
  {
    operation: 'identity.login',
    about: 'identity.(passwords)',
    value: 500,
    why: 'hashing a password is slow on purpose',
    source: sources.judgement,
  },
]

function toActors(facts: readonly Fact[]): Actor[] {
  const users = facts.filter(({ kind }) => kind === 'users')
  const together = users.find(({ about }) => about.startsWith('concurrent'))?.canonical
  const known = users.find(({ about }) => !about.startsWith('concurrent'))?.canonical
  return [
    { name: 'guest', trust: 'public', clients: ['web', 'mobile'] },
    {
      name: 'customer',
      trust: 'public',
      clients: ['web', 'mobile'],
      ...(known === undefined ? {} : { count: known }),
      ...(together === undefined ? {} : { concurrent: together }),
    },
    { name: 'staff', trust: 'staff', clients: ['browser-admin'] },
    { name: 'service', trust: 'internal', clients: ['server'] },
  ]
}
