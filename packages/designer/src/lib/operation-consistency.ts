import type { Entity, Operation, OperationConsistency } from '@archwright/model'

import { cacheable } from './cacheable.ts'
import { figure, interval } from './rules/catalog.ts'
import type { Situation } from './situation.ts'

/** What one operation must see, and whether that was judged. */
export interface JudgedConsistency extends OperationConsistency {
  /** Whether the kind follows from what the operation is about, and not from a default. */
  grounded: boolean
}

interface Ground {
  words: RegExp
  why: string
  /** Holds for what is written; reading it late misleads nobody. */
  writtenOnly?: boolean
}

/** What goes wrong when it is seen late or twice. */
const strongGrounds: readonly Ground[] = [
  {
    words: /pay|charg|refund|transfer|withdraw|deposit|invoice|balance|ledger|wallet/,
    why: 'money is never counted from an old copy',
  },
  { words: /stock|reserv|seat|inventor|ticket|capacity/, why: 'what is limited is given once' },
  {
    words: /booking|\.book |appointment|slot|schedul|rental/,
    why: 'a time or place is given once',
  },
  { words: /trade|bid|auction|match|assign|accept|trip|dispatch/, why: 'two may not get the same' },
  {
    words:
      /regist|login|logout|refresh|signin|signup|session|password|role|permission|grant|tenant/,
    why: 'who may do what holds at once, above all when it is taken away',
  },
  { words: /order|checkout|subscription|enrol/, why: 'a promise to a customer is kept as given' },
  { words: /link|alias|toggle/, why: 'a name is given once', writtenOnly: true },
  { words: /prescri|patient|diagnos|medic/, why: 'treatment follows what is on record now' },
]

type Age = 'live' | 'derived' | 'figures'

/** What loses nothing by being seen a little late, and how late. */
const eventualGrounds: readonly (Ground & { age: Age; flows?: boolean })[] = [
  {
    words: /presence|typing|online|cursor|position|location|nearby|track/,
    age: 'live',
    why: 'the next update replaces it',
    flows: true,
  },
  {
    words: /feed|timeline|message|chat|notif|comment|review|post\b|posts/,
    age: 'live',
    why: 'others see it a moment later; the author reads the own at once',
  },
  {
    words: /telemetr|reading|sensor|measure|metric|\blogs?\b|monitor/,
    age: 'live',
    why: 'single readings do not depend on one another',
    flows: true,
  },
  {
    words: /analytic|report|statist|aggregat|dashboard|visit|summ|insight/,
    age: 'figures',
    why: 'sums of the past are read with their time',
  },
  {
    words: /search|suggest|browse|recommend|crawl/,
    age: 'derived',
    why: 'an index follows its source',
  },
  {
    words: /count|like|vote|view|rank|leaderboard|score/,
    age: 'derived',
    why: 'a count that lags misleads nobody',
  },
]

/** The consistency of every operation of a brief, in its order. */
export function consistencyOf(situation: Situation): JudgedConsistency[] {
  const { brief } = situation
  const cached = new Set(cacheable(situation).map(({ name }) => name))
  return brief.operations.map((operation) => {
    const found = judged(operation, situation, cached.has(operation.name))
    return { operation: operation.name, ...found }
  })
}

function judged(
  operation: Operation,
  { signals, brief }: Situation,
  cached: boolean,
): Omit<JudgedConsistency, 'operation'> {
  const text = plain(operation.name)
  const strong = strongGrounds.find(
    ({ words, writtenOnly }) => words.test(text) && !(writtenOnly && operation.kind !== 'command'),
  )
  const eventual = eventualGrounds.find(({ words }) => words.test(text))
  const late = lateness(operation)
  if (signals.any('always-writable') && strong === undefined) {
    return {
      kind: 'eventual',
      staleSeconds: late('live'),
      why: 'a write is accepted while copies cannot agree',
      grounded: true,
    }
  }
  if (operation.consistency === 'eventual') {
    const why = eventual?.why ?? 'the brief lets it lag'
    return { kind: 'eventual', staleSeconds: late(eventual?.age ?? 'derived'), why, grounded: true }
  }
  if (strong) return { kind: 'strong', staleSeconds: 0, why: strong.why, grounded: true }
  const flows = eventual?.flows === true || isFlow(operation, brief.entities)
  if (eventual && (operation.kind !== 'command' || flows)) {
    return { kind: 'eventual', staleSeconds: late(eventual.age), why: eventual.why, grounded: true }
  }
  if (cached || (operation.kind === 'query' && signals.any('eventual-is-fine'))) {
    return {
      kind: 'eventual',
      staleSeconds: late('derived'),
      why: 'read by many, changed by few',
      grounded: true,
    }
  }
  return {
    kind: 'strong',
    staleSeconds: 0,
    why: 'one row in one place: the latest costs nothing more',
    grounded: false,
  }
}

function lateness({ staleSeconds }: Operation): (age: Age) => number {
  const { low, high } = interval('stale.fine')
  const usual: Record<Age, number> = { live: low, derived: figure('stale.fine'), figures: high }
  return (age) => staleSeconds ?? usual[age]
}

/** A command that only adds to a flow: readings, events, positions. */
function isFlow({ writes, name }: Operation, entities: readonly Entity[]): boolean {
  const flowing = new Set(
    entities
      .filter(({ shape }) => shape === 'series' || shape === 'event')
      .map((each) => each.name),
  )
  return writes.some((each) => flowing.has(each)) || /\.(record|ingest|track|report)/i.test(name)
}

const plain = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
