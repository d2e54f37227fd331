import { figure } from '../../rules/catalog.ts'
import type { Coupling } from './coupling.ts'

/** Entities that are one module, by name. */
export type Cluster = readonly string[]

/**
 * Joins groups of entities while the mean coupling between two of them reaches the threshold, the strongest pair
 * first. Average linkage: one strong pair does not drag two groups together. Ties go to the group that comes first,
 * so the same couplings give the same clusters. `kept` groups take no part.
 */
export function clustersOf(
  groups: readonly Cluster[],
  couplings: readonly Coupling[],
  threshold = figure('coupling.merge'),
): Cluster[] {
  const scores = new Map(couplings.map(({ a, b, score }) => [pairKey(a, b), score]))
  const clusters = [...groups]
  for (;;) {
    const best = closest(clusters, scores)
    if (best === undefined || best.score < threshold) return clusters
    const [into, from] = best.at
    clusters[into] = [...(clusters[into] ?? []), ...(clusters[from] ?? [])]
    clusters.splice(from, 1)
  }
}

/** Mean coupling over all pairs between two groups; 0 for an empty group. */
export function linkage(one: Cluster, other: Cluster, scores: ReadonlyMap<string, number>): number {
  const pairs = one.flatMap((a) => other.map((b) => scores.get(pairKey(a, b)) ?? 0))
  return pairs.length === 0 ? 0 : pairs.reduce((sum, score) => sum + score, 0) / pairs.length
}

/** The same for either order of two names. */
export const pairKey = (a: string, b: string) => JSON.stringify(a < b ? [a, b] : [b, a])

function closest(clusters: readonly Cluster[], scores: ReadonlyMap<string, number>) {
  let best: { at: readonly [number, number]; score: number } | undefined
  for (let i = 0; i < clusters.length; i += 1) {
    for (let j = i + 1; j < clusters.length; j += 1) {
      const score = linkage(clusters[i] ?? [], clusters[j] ?? [], scores)
      if (best === undefined || score > best.score) best = { at: [i, j], score }
    }
  }
  return best
}
