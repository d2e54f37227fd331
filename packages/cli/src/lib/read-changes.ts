import type { Change, Variable } from '@archwright/designer'
import { InputError } from '@archwright/model/light'
import { type QuantityKind, readQuantity } from '@archwright/reader'

/**
 * Reads "orders.rate=10x,availability=99.9%" as changes of a brief: a factor, a quantity with its unit, or a bare
 * number in the unit in which the brief counts.
 */
export function readChanges(text: string): Change[] {
  return text.split(',').map((part) => {
    const [name = '', value = '', ...rest] = part.split('=').map((side) => side.trim())
    if (name === '' || value === '' || rest.length > 0)
      throw wrong(part, 'is no change', 'write name=value, such as orders.rate=10x')
    return { name, value: (variable) => newValue(value, variable) }
  })
}

function newValue(text: string, variable: Variable): number {
  const factor = /^(?:[x×]\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*[x×])$/.exec(text)
  if (factor) return variable.current * Number(factor[1] ?? factor[2])
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const { kind, perUnit } = measureOf(variable.unit)
  const reading = readQuantity(text, kind)
  if (reading.ok) return reading.value * perUnit
  throw wrong(`${variable.name}=${text}`, reading.what, `${reading.right}, or a factor such as 10x`)
}

const secondsPer: Readonly<Record<string, number>> = {
  s: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_800,
  year: 31_557_600,
}

/** What kind of quantity a variable's unit asks for, and how many of its units make one of the reader's. */
function measureOf(unit: string): { kind: QuantityKind; perUnit: number } {
  if (unit === 's') return { kind: 'seconds', perUnit: 1 }
  if (unit === 'share of time') return { kind: 'share', perUnit: 1 }
  const period = /\/(\w+)$/.exec(unit)?.[1]
  if (period === undefined) return { kind: 'count', perUnit: 1 }
  return { kind: 'rate', perUnit: secondsPer[period] ?? 1 }
}

const wrong = (where: string, what: string, right: string) =>
  new InputError([{ where: where.trim(), what, right }])
