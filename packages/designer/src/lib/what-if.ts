import type { Brief } from '@archwright/model'
import { InputError } from '@archwright/model/light'

import { completeBrief } from './brief/complete.ts'
import { assess } from './situation.ts'
import { type Variable, variableNames, variableOf } from './variables.ts'

/** One number of a brief to be turned: what it is called, and its new value from its present one. */
export interface Change {
  /** "availability", "orders.placeOrder.rate", or "orders.rate" for the operation the brief is about. */
  name: string
  value(variable: Variable): number
}

/**
 * The brief with some of its numbers changed, and all that follows from them by the mix of operations.
 * Throws {@link InputError} for a number the brief does not have.
 */
export function changeBrief(brief: Brief, changes: readonly Change[]): Brief {
  return changes.reduce((changed, { name, value }) => {
    const variable = findVariable(changed, name)
    return variable.write(value(variable))
  }, completeBrief(brief))
}

function findVariable(brief: Brief, name: string): Variable {
  const variables = variablesOf(brief)
  const found = variables.find(
    (variable) => variable.name === name || short(variable.name) === name,
  )
  if (found) return found
  const known = variables.map((variable) => variable.name).join(', ')
  throw new InputError([
    { where: name, what: 'is no number of this brief', right: `one of ${known}` },
  ])
}

/** The numbers that may be turned: those of flips, and the rate of each single operation. */
export function variablesOf(brief: Brief): Variable[] {
  const situation = assess(brief)
  const shared = variableNames.flatMap((name) => variableOf(name, situation) ?? [])
  const names = new Set(shared.map(({ name }) => name))
  const own = brief.operations.flatMap((_, index) => ownRate(brief, index))
  return [...shared, ...own.filter(({ name }) => !names.has(name))]
}

function ownRate(brief: Brief, index: number): Variable[] {
  const operation = brief.operations[index]
  if (operation?.ratePerSecond === undefined) return []
  return [
    {
      name: `${operation.name}.rate`,
      unit: 'calls/s',
      spacing: 'ratio',
      current: operation.ratePerSecond,
      write: (ratePerSecond) => ({
        ...brief,
        operations: brief.operations.with(index, { ...operation, ratePerSecond }),
      }),
    },
  ]
}

/** "orders.placeOrder.rate" is also "orders.rate", "objectives.availability" also "availability". */
function short(name: string): string {
  const parts = name.split('.')
  return parts.length === 3 ? `${parts[0]}.${parts[2]}` : (parts.at(-1) ?? name)
}
