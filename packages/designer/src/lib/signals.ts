import type { Brief, Entity, Operation } from '@archwright/model'
import type { Signal } from '@archwright/model/light'

/** What a brief says beyond its numbers: the words of the vocabulary that hold for it. */
export interface Signals {
  /** Whether any of these was said, or shown by the entities, operations and actors. */
  any(...signals: Signal[]): boolean
  /** Those of a list that hold, in its order, to be named in a reason. */
  of(...signals: Signal[]): Signal[]
}

const byShape: Partial<Record<Entity['shape'], Signal>> = {
  blob: 'large-objects',
  graph: 'relations',
  series: 'telemetry',
  document: 'varied-shape',
}

const byKind: Partial<Record<Operation['kind'], Signal>> = {
  subscription: 'realtime',
  job: 'tasks',
}

/** Gathers the words a brief states, and those its parts show. */
export function signalsOf(brief: Brief): Signals {
  const found = new Set<string>([
    ...brief.capabilities.map(({ name }) => name),
    ...brief.asks.map(({ what }) => `asks ${what}`),
    ...shown(brief),
  ])
  return {
    any: (...signals) => signals.some((signal) => found.has(signal)),
    of: (...signals) => signals.filter((signal) => found.has(signal)),
  }
}

/** What nobody said but the lists show: a device that calls, rows that belong to a tenant. */
function* shown({ entities, operations, actors, existing }: Brief): Generator<Signal> {
  for (const { shape, perTenant } of entities) {
    const signal = byShape[shape]
    if (signal) yield signal
    if (perTenant) yield 'tenants'
  }
  for (const { kind, name } of operations) {
    const signal = byKind[kind]
    if (signal) yield signal
    if (/search/i.test(name)) yield 'search'
  }
  for (const { name, trust, clients } of actors) {
    const calls = operations.some(({ actor, name: of }) => actor === name && !/webhook/i.test(of))
    if (trust === 'partner' && calls) yield 'program-clients'
    if (clients.includes('device')) yield 'device-clients'
  }
  if (existing.length > 0) yield 'legacy'
}
