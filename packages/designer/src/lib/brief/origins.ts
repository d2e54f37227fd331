import type { Brief } from '@archwright/model'

/** The facts and assumptions behind one value of the brief: ["F-01"], ["A-03"], or nothing. */
export function originsOf(brief: Brief, path: string, value?: number): string[] {
  const assumed = brief.assumptions.find(({ about }) => about === path)
  if (assumed) return [assumed.id]
  if (value === undefined) return []
  const fact = brief.facts.find(({ canonical }) => isClose(canonical, value))
  return fact ? [fact.id] : []
}

/** The origins of an operation's rate: its own, or the mix from which it follows. */
export function rateOrigins(brief: Brief, operation: string): string[] {
  const { ratePerSecond } = brief.operations.find(({ name }) => name === operation) ?? {}
  const perOrder = originsOf(brief, `operations.${operation}.perOrder`)
  if (perOrder.length > 0) return perOrder
  const own = originsOf(brief, `operations.${operation}.ratePerSecond`, ratePerSecond)
  if (own.length > 0) return own
  return brief.assumptions
    .filter(({ about }) => about === 'operations.mix' || about === 'operations.readsPerWrite')
    .map(({ id }) => id)
}

const isClose = (a: number, b: number) =>
  Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b))
