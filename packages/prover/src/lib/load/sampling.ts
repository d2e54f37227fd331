const ALWAYS = 20
const EVERY = 50
const MOST = 400

/** Chooses which answers to keep for a closer look: the first ones of each kind, then one in so many. */
export interface Sampling {
  takes(kind: string): boolean
}

export function createSampling(): Sampling {
  const seen = new Map<string, number>()
  return {
    takes(kind) {
      const count = (seen.get(kind) ?? 0) + 1
      seen.set(kind, count)
      return count <= ALWAYS || (count % EVERY === 0 && count <= EVERY * MOST)
    },
  }
}
