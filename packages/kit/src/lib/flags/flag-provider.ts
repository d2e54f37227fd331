import { createHash } from 'node:crypto'

import type {
  EvaluationContext,
  JsonValue,
  Provider,
  ResolutionDetails,
} from '@openfeature/server-sdk'

import type { Flag } from './contract.ts'

/** Answers OpenFeature's clients from flags as they were read last. https://openfeature.dev/specification/sections/providers */
export class FlagProvider implements Provider {
  readonly runsOn = 'server'
  readonly metadata = { name: 'postgresql' }
  #flags: ReadonlyMap<string, Flag> = new Map()

  take(flags: readonly Flag[]): void {
    this.#flags = new Map(flags.map((flag) => [flag.name, flag]))
  }

  async resolveBooleanEvaluation(
    name: string,
    otherwise: boolean,
    caller: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    const flag = this.#flags.get(name)
    return flag ? resolve(flag, caller) : { value: otherwise, reason: 'DEFAULT' }
  }

  async resolveStringEvaluation(_: string, otherwise: string): Promise<ResolutionDetails<string>> {
    return onlyBoolean(otherwise)
  }

  async resolveNumberEvaluation(_: string, otherwise: number): Promise<ResolutionDetails<number>> {
    return onlyBoolean(otherwise)
  }

  async resolveObjectEvaluation<T extends JsonValue>(
    _: string,
    otherwise: T,
  ): Promise<ResolutionDetails<T>> {
    return onlyBoolean(otherwise)
  }
}

function resolve(
  { name, on, percent, tenants }: Flag,
  { targetingKey = '', tenant }: EvaluationContext,
): ResolutionDetails<boolean> {
  if (!on) return { value: false, reason: 'DISABLED' }
  if (typeof tenant === 'string' && tenants.includes(tenant))
    return { value: true, reason: 'TARGETING_MATCH' }
  return { value: shareOf(name, targetingKey) < percent, reason: 'SPLIT' }
}

/** Where a caller stands between 0 and 100 for a flag: the same at every process and every call, another for each flag. */
export function shareOf(flag: string, caller: string): number {
  const hash = createHash('sha256').update(`${flag}/${caller}`).digest()
  return (100 * hash.readUInt32BE()) / 2 ** 32
}

function onlyBoolean<Value>(value: Value): ResolutionDetails<Value> {
  return { value, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' as never } // the enum exists at run time of the SDK only
}
