import type { Brief, Operation, SagaStep } from '@archwright/model'
import { isSmall } from './decisions/core/placement-needs.ts'
import { placingOperation, placingSteps, providerOf } from './placing-saga.ts'
import type { Situation } from './situation.ts'

/** A command whose effects lie in several modules, or also outside. */
export interface Spanning {
  /** Name of its saga. */
  name: string
  operation: Operation
  steps: SagaStep[]
  /** Modules and outside systems that take part, its own module included. */
  participants: string[]
}

/** Modules, and outside systems that are told to do something, from which undoing needs a plan. */
const manyParticipants = 3

/** The commands of a brief that need more than one transaction and one call, each with the steps that keep it whole. */
export function spanningOf(situation: Situation): Spanning[] {
  const { brief, modules } = situation
  const placing = brief.operations.find(({ name }) => name === placingOperation)
  if (placing && modules.includes('orders')) return [placingOf(placing, brief)]
  const whole = situation.signals.any('all-or-nothing', 'asks saga')
  return brief.operations
    .filter(({ kind }) => kind === 'command')
    .map((operation) => spanning(operation, brief, isPaid(operation, situation)))
    .filter(({ participants }) => participants.length >= (whole ? 2 : manyParticipants))
}

function placingOf(operation: Operation, brief: Brief): Spanning {
  const provider = providerOf(brief)?.name
  const steps = placingSteps.map((step) =>
    step.module === 'payments' && provider !== undefined
      ? { ...step, dependency: provider }
      : { ...step },
  )
  const outside = provider === undefined ? [] : [provider]
  return {
    name: 'orders.placing',
    operation,
    steps,
    participants: [...new Set(steps.map(({ module }) => module)), ...outside],
  }
}

/**
 * What belongs to others is held first, then the own record is made, then the outside is asked (the last of these
 * calls is the pivot, since only it cannot be taken back), then what was held is confirmed.
 */
function spanning(operation: Operation, brief: Brief, paid: boolean): Spanning {
  const own = operation.name.slice(0, operation.name.indexOf('.'))
  const owner = new Map(brief.entities.map(({ name, module }) => [name, module]))
  const foreign = operation.writes
    .map((entity) => ({ entity, module: owner.get(entity) ?? own }))
    .filter(({ module }) => module !== own)
  const record = operation.writes.find((entity) => !foreign.some((each) => each.entity === entity))
  const held = foreign.map(({ entity, module }) => step(module, 'hold', entity, 'release'))
  const recorded = record === undefined ? [] : [step(own, 'record', record, 'cancel')]
  const provider = paid ? providerOf(brief)?.name : undefined
  const calls = [
    ...operation.calls.map((dependency) => ({ module: own, dependency })),
    ...(provider === undefined ? [] : [{ module: 'payments', dependency: provider }]),
  ]
  const asked = calls.map(({ module, dependency }, index) => ({
    ...step(module, 'ask', dependency, index < calls.length - 1 ? 'revoke' : undefined),
    pivot: index === calls.length - 1,
    dependency,
  }))
  const confirmed = [
    ...foreign.map(({ entity, module }) => step(module, 'confirm', entity)),
    ...(record === undefined ? [] : [step(own, 'complete', record)]),
  ]
  return {
    name: operation.name,
    operation,
    steps: [...held, ...recorded, ...asked, ...confirmed],
    participants: [
      ...new Set([
        own,
        ...foreign.map(({ module }) => module),
        ...calls.flatMap(({ module, dependency }) => [module, dependency]),
      ]),
    ],
  }
}

/** What is promised to somebody against a payment that another module takes. */
const promise =
  /\.(create|place|book|make|open)(booking|reservation|order|ticket|enrolment|rental)s?$/i

function isPaid({ name, calls }: Operation, situation: Situation): boolean {
  const { modules, brief } = situation
  if (isSmall(situation) || !modules.includes('payments') || !promise.test(name)) return false
  const provider = providerOf(brief)?.name
  return provider !== undefined && !calls.includes(provider)
}

function step(module: string, verb: string, what: string, undo?: string): SagaStep {
  const noun = pascal(what)
  return {
    name: `${verb}${noun}`,
    module,
    operation: `${module}.${verb}${noun}`,
    ...(undo === undefined ? {} : { undo: `${module}.${undo}${noun}` }),
    pivot: false,
  }
}

const pascal = (text: string) =>
  text
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
