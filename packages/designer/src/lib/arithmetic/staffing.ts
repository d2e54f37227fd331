/** Square-root staffing: cores for an offered load of `load` busy cores, `beta` by tier (2.375 … 1.0). */
export function staffedCores(load: number, beta: number): number {
  return load + beta * Math.sqrt(load)
}

/** Share of a host's processor to keep free, for `cores` effective cores: 0.712 / n^0.448. */
export function headroom(cores: number): number {
  return Math.min(0.95, 0.712 / cores ** 0.448)
}

/** The utilization at which a host of `cores` effective cores should be called full. */
export function safeUtilization(cores: number): number {
  return 1 - headroom(cores)
}
