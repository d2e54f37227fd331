import type { Saturation } from '@archwright/model'

import type { OperationResult, PhaseResult } from './load/phase.ts'

export const SATURATED_P99_MS = 300
const MIN_SERVED = 0.97
const MAX_STEPS = 16
const LEAST_PER_SECOND = 5

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
 * Raises the offered load step by step until it is no longer served; the knee is the last step that was.
 * When not even the first step is served, goes down by halves until one is.
 */
export async function findSaturation(options: SaturationOptions): Promise<Saturation> {
  const { operation, startPerSecond, stepSeconds, factor, offer, onStep } = options
  const steps: SaturationStep[] = []
  let perSecond = startPerSecond
  while (steps.length < MAX_STEPS && perSecond >= LEAST_PER_SECOND) {
    const step = judgeStep(await offer(perSecond, stepSeconds), operation, perSecond)
    const isDescending = steps.length > 0 && steps.every(({ kept }) => !kept)
    steps.push(step)
    onStep(step)
    const isFound = step.kept ? isDescending : steps.some(({ kept }) => kept)
    if (isFound) break
    perSecond *= step.kept ? factor : 0.5
  }
  const knee = steps.filter(({ kept }) => kept).at(-1)
  return { operation, steps, kneePerMinute: knee?.achievedPerMinute ?? 0 }
}

/** A step is served when all was answered well, in time, and no slower than it was offered. */
function judgeStep(result: PhaseResult, operation: string, perSecond: number): SaturationStep {
  const series = result.operations.find((candidate) => candidate.operation === operation)
  const inTime = series ? answeredInTime(series, result.seconds) : 0
  const offeredPerMinute = Math.round(perSecond * 60)
  const achievedPerMinute = Math.round((inTime * 60) / result.seconds)
  const { p50 = 0, p99 = 0, errors = 0 } = series ?? {}
  const kept =
    errors === 0 && p99 <= SATURATED_P99_MS && achievedPerMinute >= MIN_SERVED * offeredPerMinute
  return { offeredPerMinute, achievedPerMinute, p50, p99, errors, kept }
}

/** Answers to calls that were due within the step; a late answer shows in the percentiles. */
function answeredInTime({ timeline }: OperationResult, seconds: number): number {
  return timeline
    .filter(({ second }) => second < seconds)
    .reduce((sum, { perSecond }) => sum + perSecond, 0)
}
