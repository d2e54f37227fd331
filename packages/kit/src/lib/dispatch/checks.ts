import type { TSchema } from 'typebox'
import Compile from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'

import { builtIn } from '../contract/failure.ts'
import type { Input, Operation } from '../contract/operation.ts'
import { deepestJson } from '../protection/json-depth.ts'
import { findUnstorable } from './storable-text.ts'

/** Returns the value as its schema says; throws when it does not fit. */
export type Check = (value: unknown) => unknown

export interface InputProblem {
  /** JSON pointer into the input. */
  readonly path: string
  readonly problem: string
}

/** Fills in declared defaults, then checks; unknown fields are refused, so that a typo is never ignored. */
export function inputCheck(schema: Operation['input']): (value: unknown) => Input<Operation> {
  const validator = Compile(schema)
  const known = new Set(Object.keys(schema.properties))
  const defaults = Object.entries(schema.properties).flatMap(([name, field]) =>
    'default' in field ? [[name, field.default] as const] : [],
  )
  const unknownField = `is not a field of this operation; it has: ${[...known].join(', ') || 'none'}`
  return (value) => {
    const input = withDefaults(value, defaults)
    const unknown = Object.keys(Object(input)).filter((name) => !known.has(name))
    const unstorable = findUnstorable(input)
    if (validator.Check(input) && unknown.length === 0 && unstorable === undefined)
      return input as Input<Operation> // just checked
    const problems: InputProblem[] = [
      ...validator
        .Errors(input)
        .map((error) => ({ path: error.instancePath || '/', problem: problemOf(error) })),
      ...(unstorable === undefined ? [] : [{ path: unstorable, problem: unstorableSays }]),
      ...unknown.map((name) => ({ path: `/${name}`, problem: unknownField })),
    ]
    throw builtIn('INVALID_INPUT', { data: { problems: problems.slice(0, 20) } })
  }
}

const unstorableSays = `must be Unicode without NUL, nested ${deepestJson} levels at most`

/** What is wrong, and where only some values are right, which. */
function problemOf({ keyword, message, params }: TLocalizedValidationError): string {
  return keyword === 'enum' ? `${message}: ${params.allowedValues.join(', ')}` : message
}

function withDefaults(value: unknown, defaults: readonly (readonly [string, unknown])[]): unknown {
  if (defaults.length === 0 || typeof value !== 'object' || value === null) return value
  const filled: Record<string, unknown> = { ...value }
  for (const [name, given] of defaults) filled[name] ??= given
  return filled
}

/** Checks what a handler answers: TypeError when that is not as declared. */
export function outputCheck(name: string, schema: TSchema): Check {
  const validator = Compile(schema)
  return (value) => {
    if (validator.Check(value)) return value
    const [first] = validator.Errors(value)
    throw new TypeError(
      `${name} answered against its contract: ${first?.instancePath || '/'} ${first?.message}`,
    )
  }
}
