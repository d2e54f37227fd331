import type { Brief, Operation } from '@archwright/model'

import { placingOperation } from '../placing-saga.ts'

/**
 * The operation the brief is about: the one whose rate it states, commands first,
 * or else the most likely one. Undefined when the brief names no operation.
 */
export function leadingOperation(brief: Brief): Operation | undefined {
  const settled = brief.assumptions.find(({ about }) => about === leadingPath)
  return brief.operations.find(({ name }) => name === settled?.value) ?? likeliest(brief)
}

/** Where a completed brief says which operation it is about, so that turning a rate never changes it. */
export const leadingPath = 'operations.leading'

function likeliest(brief: Brief): Operation | undefined {
  const assumed = new Set(brief.assumptions.map(({ about }) => about))
  const rated = brief.operations.filter(({ ratePerSecond }) => ratePerSecond !== undefined)
  const stated = rated.filter(({ name }) => !assumed.has(`operations.${name}.ratePerSecond`))
  return (
    fastest(stated.filter(isCommand)) ??
    fastest(stated) ??
    brief.operations.find(({ name }) => name === placingOperation) ??
    fastest(rated) ??
    brief.operations.find(isCommand) ??
    brief.operations[0]
  )
}

const isCommand = ({ kind }: Operation) => kind === 'command'

function fastest(operations: readonly Operation[]): Operation | undefined {
  return operations.reduce<Operation | undefined>(
    (best, next) => ((next.ratePerSecond ?? 0) > (best?.ratePerSecond ?? -1) ? next : best),
    undefined,
  )
}
