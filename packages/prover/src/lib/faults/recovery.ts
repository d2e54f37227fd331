import type { PhaseResult } from '../load/phase.ts'

/** Service counts as full again when nothing failed or was slow from then on, for at least this long. */
export const CLEAN_MS = 2_000

/** What a fault did to the callers. */
export interface Impact {
  /** From the fault to the last arrival that failed or was slow; null when the end came too soon after it. */
  secondsToFullService: number | null
  failedRequests: number
  slowRequests: number
}

/** Reads from a phase what a fault at `atMs` (since the phase's start) did; what was under way counts too. */
export function impactOf(
  { bad, seconds }: Pick<PhaseResult, 'bad' | 'seconds'>,
  atMs: number,
): Impact {
  const hit = bad.filter(({ dueMs, ms }) => dueMs + ms >= atMs)
  const backMs = hit.reduce((latest, { dueMs }) => Math.max(latest, dueMs), atMs)
  const isBack = seconds * 1000 - backMs >= CLEAN_MS
  return {
    secondsToFullService: isBack ? (backMs - atMs) / 1000 : null,
    failedRequests: hit.filter(({ failed }) => failed).length,
    slowRequests: hit.filter(({ failed }) => !failed).length,
  }
}
