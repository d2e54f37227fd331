import type { Line } from '@archwright/model'

import { show } from './figures.ts'

/** One line of arithmetic: the formula with its numbers, and the result it gives. */
export function line(parts: Line): Line {
  const { formula, value, unit } = parts
  return { ...parts, formula: `${formula} = ${show(value)} ${unit}` }
}
