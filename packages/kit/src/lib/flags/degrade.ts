import Compile from 'typebox/compile'

import { builtIn } from '../contract/failure.ts'
import type { RunCaller } from '../dispatch/stages.ts'
import type { Module } from '../module/define-module.ts'
import type { Flags } from './open-flags.ts'

/** Who is turned away may try again then: a switch is not turned every second. */
const retryAfterSeconds = 30

/**
 * Answers what is switched off with its fallback, or that it is not available now. Modules that call one another are
 * served by the same switch: a part that is off is off for whoever asks it.
 */
export function degrade(run: RunCaller, flags: Pick<Flags, 'isOn'>): RunCaller {
  return async (entry, caller) => {
    const { degradable } = entry.operation
    if (!degradable || (await flags.isOn(degradable.flag, caller.principal)))
      return run(entry, caller)
    if (degradable.fallback === undefined) {
      throw builtIn('UNAVAILABLE', { says: 'This is switched off for now.', retryAfterSeconds })
    }
    return { output: degradable.fallback, replayed: false }
  }
}

/** @throws TypeError naming the operations whose fallback is not what they promise to answer */
export function checkFallbacks(modules: readonly Module[]): void {
  const wrong = modules
    .flatMap(({ handlers }) => handlers.map(({ operation }) => operation))
    .filter(({ degradable, output }) => {
      if (degradable?.fallback === undefined) return false
      return !Compile(output).Check(degradable.fallback)
    })
  if (wrong.length > 0)
    throw new TypeError(
      `degradable: the fallback is no answer of ${wrong.map(({ name }) => name).join(', ')}`,
    )
}
