import type { Operation } from '@archwright/model'

import type { Situation } from './situation.ts'

/** Queries whose answers are the same for everybody and may be a little old. */
export function cacheable({ brief }: Situation): Operation[] {
  const personal = new Set(
    brief.entities.filter(({ sensitivity }) => sensitivity !== 'none').map(({ name }) => name),
  )
  return brief.operations.filter(
    ({ kind, consistency, reads }) =>
      kind === 'query' && consistency === 'eventual' && reads.every((name) => !personal.has(name)),
  )
}

/**
 * Queries that a cache inside the system keeps: those that are the same for everybody, or else the busiest,
 * by the key of who asks.
 */
export function cachedReads(situation: Situation): Operation[] {
  const open = cacheable(situation)
  if (open.length > 0) return open
  return situation.loads
    .filter(({ operation }) => operation.kind === 'query')
    .toSorted((a, b) => b.peakPerSecond - a.peakPerSecond)
    .slice(0, 3)
    .map(({ operation }) => operation)
}

/** Half of the staleness that is fine, so that one cache behind another still keeps within it. */
export function httpSeconds(situation: Situation): number {
  const fine = cacheable(situation).map(({ staleSeconds }) => staleSeconds ?? usualStaleness)
  return fine.length === 0 ? 0 : Math.floor(Math.min(...fine) / 2)
}

const usualStaleness = 60
