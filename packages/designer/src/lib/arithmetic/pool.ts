/** Connections that keep a database busy without queueing inside it: cores × 2 + spindles. */
export function poolSize(databaseCores: number, spindles: number): number {
  return Math.floor(databaseCores) * 2 + spindles
}
