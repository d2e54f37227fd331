import type { Objectives } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { year } from './domain.ts'

/** Completes the objectives of a shop; what the brief states is kept as it is. */
export function assumeObjectives(
  stated: Objectives,
  modules: readonly string[],
  assumptions: Assumptions,
): Objectives {
  const availability = stated.availability ?? assumptions.assume(availabilityNote)
  const rtoSeconds = stated.rtoSeconds ?? assumptions.assume(recoveryNote(availability))
  if (!modules.includes('orders')) return { ...stated, availability, rtoSeconds }
  const rpoSeconds = stated.rpoSeconds ?? assumptions.assume(rpoNote)
  const retentionSeconds = stated.retentionSeconds ?? assumptions.assume(retentionNote)
  return { ...stated, availability, rpoSeconds, rtoSeconds, retentionSeconds }
}

const availabilityNote = {
  about: 'objectives.availability',
  value: 0.999,
  unit: 'fraction of time',
  why: 'the brief states none; 99.9 % allows 8 h 45 min a year and needs no standby that takes over by itself',
  source: sources.downtime,
}

const rpoNote = {
  about: 'objectives.rpoSeconds',
  value: 0,
  unit: 's',
  why: 'an order that was confirmed must not be lost',
  source: sources.judgement,
}

const retentionNote = {
  about: 'objectives.retentionSeconds',
  value: 7 * year,
  unit: 's',
  why: 'orders are kept as long as accounts must be, which is 6 to 10 years in most countries',
  source: sources.judgement,
}

// The share of a month's downtime budget that one recovery may use: the rest is for the others.
const recoveries: readonly (readonly [availability: number, seconds: number, why: string])[] = [
  [0.9999, 60, '99.99 % leaves 4 min 23 s a month, so that four recoveries of a minute fit'],
  [0.999, 600, '99.9 % leaves 43 min 50 s a month, so that four recoveries of ten minutes fit'],
  [0, 3600, 'below 99.9 % an hour of repair by hand fits the budget'],
]

function recoveryNote(availability: number) {
  const row = recoveries.find(([from]) => availability >= from)
  const [, value, why] = row ?? [0, 3600, 'no availability is asked for']
  return { about: 'objectives.rtoSeconds', value, unit: 's', why, source: sources.downtime }
}
