/** What goes wrong, on demand. Rates are shares of 1. */
export interface Faults {
  /** Decides, together with keys and message ids, what is hit: the same seed, the same faults. */
  readonly seed: number
  /** Time to answer; half passes before the effect. */
  readonly latencyMs: number
  /** Answers 503 without an effect. */
  readonly errorRate: number
  /** Acts, and then answers 500 all the same. */
  readonly errorButSucceedRate: number
  /** Neither acts nor answers. */
  readonly timeoutRate: number
  /** Acts, and never answers. */
  readonly timeoutButSucceedRate: number
  /** Sends a webhook twice. */
  readonly duplicateWebhookRate: number
  /** Holds a webhook back behind later ones. */
  readonly reorderWebhookRate: number
  readonly webhookDelayMs: number
}

export const noFaults: Faults = Object.freeze({
  seed: 1,
  latencyMs: 0,
  errorRate: 0,
  errorButSucceedRate: 0,
  timeoutRate: 0,
  timeoutButSucceedRate: 0,
  duplicateWebhookRate: 0,
  reorderWebhookRate: 0,
  webhookDelayMs: 0,
})

/** Reads a change of faults; what is not named stays. Undefined when it makes no sense. */
export function readFaults(value: unknown, before: Faults): Faults | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const known = new Set(Object.keys(noFaults))
  for (const [name, given] of Object.entries(value)) {
    if (!known.has(name) || typeof given !== 'number' || !(given >= 0)) return undefined
    if (name.endsWith('Rate') && given > 1) return undefined
  }
  return { ...before, ...value }
}

export type Mishap = 'none' | 'error' | 'errorButSucceed' | 'timeout' | 'timeoutButSucceed'

/** What befalls a call. Depends on its key and on how often the key was seen, so a retry has another fate. */
export function mishapOf(faults: Faults, key: string, time: number): Mishap {
  const rates = [
    ['error', faults.errorRate],
    ['errorButSucceed', faults.errorButSucceedRate],
    ['timeout', faults.timeoutRate],
    ['timeoutButSucceed', faults.timeoutButSucceedRate],
  ] as const
  let left = chance(faults.seed, `${key}#${time}`)
  for (const [mishap, rate] of rates) {
    if (left < rate) return mishap
    left -= rate
  }
  return 'none'
}

/** A number from 0 up to 1 that looks random and depends on its inputs only (FNV-1a, then mixed). */
export function chance(seed: number, text: string): number {
  let hash = (2_166_136_261 ^ seed) >>> 0
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
