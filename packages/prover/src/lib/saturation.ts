import type { Saturation } from '@archwright/model'

import type { OperationResult, PhaseResult } from './load/phase.ts'

export const SATURATED_P99_MS = 300
/** Longer than this a caller would not wait: what is answered later is not answered. */
const ANSWERED_P99_MS = 1_000
const MIN_SERVED = 0.97
const MAX_STEPS = 24
const LEAST_PER_SECOND = 1

export type SaturationStep = Saturation['steps'][number]

export interface SaturationOptions {
  operation: string
  /** Calls per second of the first step. */
  startPerSecond: number
  stepSeconds: number
  /** Each step offers this much more than the one before. */
  factor: number
  /** Offers one step; what is called must have been prepared by it. */
  offer(perSecond: number, seconds: number): Promise<PhaseResult>
  onStep(step: SaturationStep): void
}

/**
 * Raises the offered load step by step until it is no longer served (or, when not even the first step is,
 * lowers it until it is); one more step halves the gap between the two. The knee is the highest that was served.
 * A step that fails on the way up is offered once more: on a shared machine a hiccup is no limit. Both are reported.
 * From the knee it goes on while all is answered at all: the most is what no caller waits longer than a second for.
 */
export async function findSaturation(options: SaturationOptions): Promise<Saturation> {
  const { operation, startPerSecond, stepSeconds, factor, offer, onStep } = options
  const steps: SaturationStep[] = []
  let served = 0
  const takeOnce = async (perSecond: number): Promise<boolean> => {
    const step = judgeStep(await offer(perSecond, stepSeconds), operation, perSecond)
    steps.push(step)
    onStep(step)
    return step.kept
  }
  const take = async (perSecond: number): Promise<boolean> =>
    (await takeOnce(perSecond)) || (served > 0 && (await takeOnce(perSecond)))
  let failed = Number.POSITIVE_INFINITY
  let perSecond = startPerSecond
  while (steps.length < MAX_STEPS && perSecond >= LEAST_PER_SECOND) {
    if (await take(perSecond)) served = perSecond
    else failed = perSecond
    if (served > 0 && failed < Number.POSITIVE_INFINITY) {
      await take(Math.sqrt(served * failed))
      break
    }
    perSecond = served > 0 ? served * factor : failed / factor
  }
  const beyond = () => highestOffered(steps.filter(isAnswered)) * factor
  const mayAnswer = (offered: number) =>
    offered > 0 && steps.every((step) => step.offeredPerMinute > offered || isAnswered(step))
  while (steps.length < MAX_STEPS && mayAnswer(beyond())) await takeOnce(beyond() / 60)
  return {
    operation,
    steps,
    kneePerMinute: highestAchieved(steps.filter(({ kept }) => kept)),
    mostPerMinute: highestAchieved(steps.filter(isAnswered)),
  }
}

function highestOffered(steps: readonly SaturationStep[]): number {
  return Math.max(0, ...steps.map(({ offeredPerMinute }) => offeredPerMinute))
}

function highestAchieved(steps: readonly SaturationStep[]): number {
  return Math.max(0, ...steps.map(({ achievedPerMinute }) => achievedPerMinute))
}

function isAnswered({
  offeredPerMinute,
  achievedPerMinute,
  p99,
  errors,
}: Omit<SaturationStep, 'kept'>): boolean {
  return (
    errors === 0 && p99 <= ANSWERED_P99_MS && achievedPerMinute >= MIN_SERVED * offeredPerMinute
  )
}

/** A step is served when all was answered well, in time, and no slower than it was offered. */
function judgeStep(result: PhaseResult, operation: string, perSecond: number): SaturationStep {
  const series = result.operations.find((candidate) => candidate.operation === operation)
  const inTime = series ? answeredInTime(series, result.seconds) : 0
  const offeredPerMinute = Math.round(perSecond * 60)
  const achievedPerMinute = Math.round((inTime * 60) / result.seconds)
  const { p50 = 0, p99 = 0, errors = 0 } = series ?? {}
  const step = { offeredPerMinute, achievedPerMinute, p50, p99, errors }
  return { ...step, kept: p99 <= SATURATED_P99_MS && isAnswered(step) }
}

/** Answers to calls that were due within the step; a late answer shows in the percentiles. */
function answeredInTime({ timeline }: OperationResult, seconds: number): number {
  return timeline
    .filter(({ second }) => second < seconds)
    .reduce((sum, { perSecond }) => sum + perSecond, 0)
}
