import { createRandom } from './random.ts'

/**
 * So many points of the unit cube that each axis has one in each of as many equal slices: a small sample that still
 * covers every input (McKay, Beckman and Conover, Technometrics 21, 1979). The same for the same seed.
 */
export function latinHypercube(points: number, axes: number, seed: string): number[][] {
  const random = createRandom(seed)
  const columns = Array.from({ length: axes }, () => {
    const slices = Array.from({ length: points }, (_, index) => index)
    for (let last = points - 1; last > 0; last -= 1) {
      const other = Math.min(last, Math.floor(random.next() * (last + 1)))
      const kept = slices[last] ?? 0
      slices[last] = slices[other] ?? 0
      slices[other] = kept
    }
    return slices.map((slice) => (slice + 0.5) / points)
  })
  return Array.from({ length: points }, (_, point) => columns.map((column) => column[point] ?? 0.5))
}
