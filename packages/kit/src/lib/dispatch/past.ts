import type { Operation } from '../contract/operation.ts'
import { type Change, changesSince, checkVersion, type Versions } from '../contract/revision.ts'
import { inputCheck, outputCheck } from './checks.ts'

/** How a caller of an earlier version is served by the operation as it is now. */
export interface Past {
  /** What was sent as it is asked now; INVALID_INPUT when it was never right. */
  lift(given: unknown): unknown
  /** What is answered now as it was then; TypeError when a step breaks its own promise. */
  lower(output: unknown): unknown
}

/** Finds how callers of each version are served; the steps of a version are compiled when it is first asked for. */
export function pastOf(
  operation: Operation,
  versions: Versions,
): (version: string | undefined) => Past | undefined {
  const pasts = new Map<string, Past | undefined>()
  return (version) => {
    if (version === undefined) return undefined
    checkVersion(versions, version)
    if (!pasts.has(version)) pasts.set(version, stepsSince(operation, versions, version))
    return pasts.get(version)
  }
}

function stepsSince(operation: Operation, versions: Versions, version: string): Past | undefined {
  const changes = changesSince(versions, version, operation.name)
  if (changes.length === 0) return undefined
  const lifts = changes.flatMap(liftOf)
  const lowers = changes.map((one) => lowerOf(operation.name, one)).reverse()
  return {
    lift: (given) => lifts.reduce((input, lift) => lift(input), given),
    lower: (output) => lowers.reduce((lowered, lower) => lower(lowered), output),
  }
}

type Step = (value: unknown) => unknown

function liftOf({ input, lift }: Change): Step[] {
  if (!input || !lift) return []
  const check = inputCheck(input)
  return [(given) => lift(check(given) as never)] // just checked
}

function lowerOf(name: string, { output, lower }: Change): Step {
  if (!output || !lower) return (now) => now
  const check = outputCheck(name, output)
  return (now) => check(lower(now as never)) // the operation answers by its own schema
}
