import type { Brief, Operation } from '@archwright/model'

import { placingOperation } from '../placing-saga.ts'

/** Where a completed brief says which operation it is about, so that turning a rate never changes it. */
export const leadingPath = 'operations.leading'

/**
 * The operation the brief is about: the one whose rate it states, commands first,
 * or else the most likely one. Undefined when the brief names no operation.
 */
export function leadingOperation(brief: Brief): Operation | undefined {
  const settled = brief.assumptions.find(({ about }) => about === leadingPath)
  return brief.operations.find(({ name }) => name === settled?.value) ?? likeliest(brief)
}

function likeliest(brief: Brief): Operation | undefined {
  const asked = brief.operations.filter((operation) => !isInternal(operation, brief))
  const rated = asked.filter(({ ratePerSecond }) => ratePerSecond !== undefined)
  const stated = rated.filter((operation) => !isAssumed(operation, brief))
  return (
    fastest(stated.filter(isCommand)) ??
    fastest(stated) ??
    asked.find(({ name }) => name === placingOperation) ??
    fastest(rated) ??
    asked.find((operation) => isCommand(operation) && !isAside(operation)) ??
    asked.find(isCommand) ??
    brief.operations[0]
  )
}

/** Whether only other modules ask an operation. */
export function isInternal({ actor }: Operation, { actors }: Brief): boolean {
  return actors.some(({ name, trust }) => name === actor && trust === 'internal')
}

/** Accounts and tenants come before what a system is for, and seldom. */
const isAside = ({ name }: Operation) => /^(?:identity|tenants)\./.test(name)

const isCommand = ({ kind }: Operation) => kind === 'command'

const isAssumed = ({ name }: Operation, { assumptions }: Brief) =>
  assumptions.some(
    ({ about }) =>
      about === `operations.${name}.ratePerSecond` || about === `operations.${name}.perOrder`,
  )

function fastest(operations: readonly Operation[]): Operation | undefined {
  return operations.reduce<Operation | undefined>(
    (best, next) => ((next.ratePerSecond ?? 0) > (best?.ratePerSecond ?? -1) ? next : best),
    undefined,
  )
}
