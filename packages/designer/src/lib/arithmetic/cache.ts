/** Reads that reach the store behind a cache with hit ratio `hits`. */
export function behindCache(readsPerSecond: number, hits: number): number {
  return readsPerSecond * (1 - hits)
}
