import type { Static, TObject } from 'typebox'

import type { Input, Operation } from '../contract/operation.ts'

/** A call of an operation with an input made from the saga's data. */
export interface SagaCall<Data> {
  readonly operation: Operation
  input(data: Data, failure?: SagaFailure): unknown
}

/** Why a saga turned back. */
export interface SagaFailure {
  readonly step: string
  readonly code: string
  readonly data?: unknown
}

export interface SagaStep<Data = never> {
  readonly name: string
  /** Several are made at once, in no order; past the pivot only. */
  readonly call: SagaCall<Data> | readonly SagaCall<Data>[]
  /** Makes the step undone; also when it is unknown whether the step happened. */
  readonly undo?: SagaCall<Data>
  /** From here on the saga only goes forward. */
  readonly pivot?: true
}

export interface SagaSpec<Data extends TObject = TObject> {
  /** "module.saga". */
  readonly name: `${string}.${string}`
  readonly data: Data
  readonly steps: readonly SagaStep<Static<Data>>[]
  /** Called when all is undone, to say why. */
  readonly failed?: SagaCall<Static<Data>>
}

/**
 * Declares a saga. Its steps must be idempotent (by nature or key): after a crash those since the last record are
 * repeated. On record are the start, the intent of the pivot and the end; without a pivot, every step.
 */
export function saga<Data extends TObject>(spec: SagaSpec<Data>): SagaSpec<Data> {
  const pivots = spec.steps.filter((step) => step.pivot).length
  if (pivots > 1) throw new TypeError(`${spec.name} has ${pivots} pivots; a saga has one at most`)
  const pivot = spec.steps.findIndex((step) => step.pivot)
  for (const [index, step] of spec.steps.entries()) {
    const calls = callsOf(step)
    if (calls.length !== 1 && (pivot < 0 || index <= pivot))
      throw new TypeError(
        `${spec.name}: ${step.name} makes several calls before the pivot, and cannot be undone`,
      )
    for (const { operation } of step.undo ? [...calls, step.undo] : calls)
      requireRepeatable(spec.name, operation)
  }
  return Object.freeze(spec)
}

/** The calls of a step. */
export function callsOf<Data>({ call }: Pick<SagaStep<Data>, 'call'>): readonly SagaCall<Data>[] {
  return 'operation' in call ? [call] : call
}

/** A call for a saga step, its input checked against the operation's. */
export function ask<O extends Operation, Data>(
  operation: O,
  input: (data: Data, failure?: SagaFailure) => Input<O>,
): SagaCall<Data> {
  return { operation, input }
}

function requireRepeatable(name: string, operation: Operation): void {
  if (operation.kind === 'command' && operation.idempotency === 'none') {
    throw new TypeError(`${name}: ${operation.name} is not idempotent and cannot be a step`)
  }
}
