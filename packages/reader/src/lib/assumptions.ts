import type { Assumption, Origin } from '@archwright/model'

/** What the brief did not say, collected under ids that depend only on the order of asking. */
export interface Assumptions {
  /** Notes an assumption and returns its value, so that no default can be used without a note. */
  assume<Value extends Assumption['value']>(entry: Unassumed<Value>): Value
  /** Notes an assumption and returns the origin that points at it. */
  originOf(entry: Unassumed<Assumption['value']>): Origin
  all(): Assumption[]
}

/** An assumption before it is numbered. */
export interface Unassumed<Value> extends Omit<Assumption, 'id' | 'value'> {
  value: Value
}

/** Starts collecting after the assumptions that are already there. */
export function createAssumptions(existing: readonly Assumption[] = []): Assumptions {
  const list = [...existing]
  const add = (entry: Unassumed<Assumption['value']>): string => {
    const id = assumptionId(list.length)
    list.push({ id, ...entry })
    return id
  }
  return {
    assume(entry) {
      add(entry)
      return entry.value
    },
    originOf: (entry) => ({ from: 'assumption', id: add(entry) }),
    all: () => list,
  }
}

/** "A-01" for the first assumption. */
export function assumptionId(index: number): string {
  return `A-${String(index + 1).padStart(2, '0')}`
}

/** Sources that several assumptions share. */
export const sources = {
  judgement: 'judgement',
  computed: 'computed from the numbers above it',
  stated: 'computed from the numbers of the brief',
  peakRatio:
    'Robust Perception, "Do you know your peak-to-mean ratio?", https://www.robustperception.io/do-you-know-your-peak-to-mean-ratio/',
  responseTimes:
    'Nielsen Norman Group, response time limits, https://www.nngroup.com/articles/response-times-3-important-limits/',
  downtime:
    'AWS Reliability Pillar, Availability, https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/availability.html',
  conversion:
    'judgement, from a conversion of 1.5 to 3 % (https://www.hostinger.com/tutorials/?p=144586) and most page views answered by browser or CDN',
} as const
