import type { Signal } from '@archwright/model/light'

import { originsOf, rateOrigins } from './brief/origins.ts'
import type { Situation } from './situation.ts'

/** Where the rate of the leading operation, and with it the whole load, comes from. */
export function citeLoad({ brief, lead }: Situation): string[] {
  return lead ? rateOrigins(brief, lead.name) : []
}

/** Where the rates of the whole mix come from: the leading rate, and the busiest of those that follow it. */
export function citeMix(situation: Situation): string[] {
  const { brief, loads } = situation
  const busiest = loads.toSorted((a, b) => b.peakPerSecond - a.peakPerSecond).slice(0, 3)
  const origins = busiest.flatMap(({ operation }) => rateOrigins(brief, operation.name))
  return [...new Set([...citeLoad(situation), ...origins])]
}

/** Where an objective comes from: "availability", "rpoSeconds", "rtoSeconds", "regions". */
export function citeObjective(
  { brief }: Situation,
  name: 'availability' | 'rpoSeconds' | 'rtoSeconds' | 'regions',
): string[] {
  return originsOf(brief, `objectives.${name}`, brief.objectives[name])
}

/** Where the number of teams comes from. */
export function citeTeam({ brief }: Situation): string[] {
  return originsOf(brief, 'team.teams', brief.team.teams)
}

/** The assumption about a path, when there is one. */
export function citeAssumption({ brief }: Situation, about: string): string[] {
  return originsOf(brief, about)
}

/** The brief's own words for a signal, in quotes; the signal itself where no words are known. */
export function quote({ brief }: Situation, signal: Signal): string {
  const ask = brief.asks.find(({ what }) => `asks ${what}` === signal)
  if (ask) return `"${ask.text}"`
  const origin = brief.capabilities.find(({ name }) => name === signal)?.origin
  if (origin?.from !== 'text' || brief.prose === undefined) return `"${signal}"`
  return `"${brief.prose.slice(origin.start, origin.end)}"`
}
