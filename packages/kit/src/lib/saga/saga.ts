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
  readonly call: SagaCall<Data>
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
  for (const { call, undo } of spec.steps) {
    for (const { operation } of undo ? [call, undo] : [call])
      requireRepeatable(spec.name, operation)
  }
  return Object.freeze(spec)
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
