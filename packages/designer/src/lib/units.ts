import type { Brief } from '@archwright/model'

import { leadingOperation } from './brief/leading.ts'
import { placingOperation } from './placing-saga.ts'

/** How the brief counts its leading operation: the unit, and how many of it make one call a second. */
export function leadUnit(brief: Brief): { unit: string; perCallPerSecond: number } {
  const lead = leadingOperation(brief)
  if (lead?.name === placingOperation) return { unit: 'orders/min', perCallPerSecond: 60 }
  const rate = lead?.ratePerSecond
  const fact = brief.facts.find(
    ({ kind, canonical }) =>
      kind === 'rate' && rate !== undefined && Math.abs(canonical - rate) <= 1e-6 * rate,
  )
  if (!fact || fact.canonical === 0) return { unit: 'calls/s', perCallPerSecond: 1 }
  return { unit: fact.unit, perCallPerSecond: fact.value / fact.canonical }
}
