import type { Capability, Operation } from '@archwright/model'
import type { QualityName } from '@archwright/model/light'

import { type Assumptions, sources } from '../assumptions.ts'
import type { PlacedDeed } from './modules.ts'

/** Why a read may be seen late, by the module it is of; the others must be seen as written. */
const lagging: Readonly<Record<string, string>> = {
  feed: 'a post that shows up a moment later in the feeds of others does no harm',
  analytics: 'figures of use are looked at long after they arise',
  reporting: 'a report sums up the past',
  telemetry: 'a reading has aged on its way here already, and the next one is coming',
  geo: 'a position is old as soon as it is sent',
  search: 'an index follows what it indexes',
  reviews: 'nobody waits for the review of somebody else',
  content: 'readers do not know when an article was finished',
  media: 'a picture is the same wherever it was copied to',
  matching: 'ranks move all the time',
  monitoring: 'samples arrive at intervals',
  logs: 'log lines are read after the fact',
  crawling: 'the copy lags behind the page it was made of anyway',
  links: 'a link is made once and does not change',
  caching: 'a kept result is old by intention',
  notifications: 'a list of notices may miss the newest for a moment',
  messaging: 'a message reaches the others when they are there',
}

/** Marks the reads that may lag, by what the text says of them, else by the sense of their module. */
export function withConsistency(
  operations: readonly Operation[],
  deeds: readonly PlacedDeed[],
  capabilities: readonly Pick<Capability, 'name'>[],
  assumptions: Assumptions,
): Operation[] {
  const strict = capabilities.some(
    ({ name }) => name === ('strong-consistency' satisfies QualityName),
  )
  const said = new Map(deeds.flatMap((deed) => saidOf(deed)))
  const noted = new Set<string>()
  return operations.map((operation) => {
    const module = operation.name.split('.')[0] ?? ''
    const own = operation.reads.map((name) => said.get(name)).find((one) => one !== undefined)
    const reading = operation.kind === 'query' || operation.kind === 'subscription'
    if (reading && own)
      return { ...operation, consistency: 'eventual', ...(own.staleSeconds ? own : {}) }
    const why = lagging[module]
    if (!reading || !why || strict) return operation
    if (!noted.has(module))
      assumptions.assume({
        about: `operations.${module}.(reads).consistency`,
        value: 'eventual',
        unit: '',
        why,
        source: sources.judgement,
      })
    noted.add(module)
    return { ...operation, consistency: 'eventual' }
  })
}

// "Followers may see a post a few seconds late": what is read in a sentence that allows it may lag.
function saidOf({ object, qualities, facts }: PlacedDeed) {
  if (!qualities.has('eventual-is-fine')) return []
  const stale = facts.find(({ kind, about }) => kind === 'duration' && about !== 'retention')
  return [[object, stale ? { staleSeconds: stale.canonical } : {}] as const]
}
