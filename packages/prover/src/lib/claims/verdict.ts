import type { Claim, ClaimEvidence, Evidence } from '@archwright/model'

import { measureClaim } from './measure-claim.ts'
import type { Measurements } from './measurements.ts'

/** How the proof was made, as each claim repeats it. */
export interface Circumstances {
  command: string
  conditions: string
}

/** Holds every claim of a design against what was measured. */
export function judgeClaims(
  claims: readonly Claim[],
  measurements: Measurements,
  circumstances: Circumstances,
): ClaimEvidence[] {
  return claims.map((claim) => {
    const { value, interval, note, undecided } = measureClaim(claim, measurements)
    const { id, requirement, required, predicted, unit } = claim
    // JSON has no infinity: a recovery that never came is missed without a number.
    const measured = value !== null && Number.isFinite(value) ? value : null
    const decided = isMet[claim.better](value ?? Number.NaN, required) ? 'met' : 'missed'
    const verdict = value === null || undecided ? 'unmeasured' : decided
    return {
      id,
      requirement,
      required,
      predicted,
      measured,
      ...(interval ? { interval } : {}),
      unit,
      verdict,
      note,
      ...circumstances,
    }
  })
}

const isMet: Record<Claim['better'], (value: number, required: number) => boolean> = {
  'at-least': (value, required) => value >= required,
  'at-most': (value, required) => value <= required,
  equal: (value, required) => value === required,
}

/** True when no claim fell short and no invariant was broken; what was not measured does not count. */
export function verdictOf({ claims, invariants, access, contracts }: Evidence): boolean {
  return (
    claims.every(({ verdict }) => verdict !== 'missed') &&
    invariants.every(({ violations }) => violations === 0) &&
    access.wrong.length === 0 &&
    contracts.wrong.length === 0
  )
}
