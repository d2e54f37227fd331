import type { Wiring } from '../app/wiring.ts'
import type { Module } from '../module/define-module.ts'
import { limitClassOf } from './limit-class.ts'

/** @throws TypeError when an operation costs more than its budget ever holds: nobody could call it */
export function checkCosts(limits: Wiring['limits'], modules: readonly Module[]): void {
  for (const { operation } of modules.flatMap(({ handlers }) => handlers)) {
    const { name, cost = 1 } = operation
    const limitClass = limitClassOf(operation)
    const limit = limits[limitClass]
    if (!(cost > 0) || (limit && cost > limit.burst)) {
      throw new TypeError(
        `${name} costs ${cost}; a cost is above 0 and at most the burst of its limit (${limitClass}: ${limit?.burst ?? 'none'})`,
      )
    }
  }
}
