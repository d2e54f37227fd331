import { builtIn, builtInFailures, Failure, type FailureSpec } from '../contract/failure.ts'
import type { Operation } from '../contract/operation.ts'
import { exampleOf } from '../contracts-out/example.ts'
import { plainSchema } from '../contracts-out/json-schema.ts'
import type { Call, Dispatcher } from '../dispatch/call.ts'
import { entriesOf } from '../dispatch/entry.ts'
import type { Module } from '../module/define-module.ts'

/** Answers each call with an example of its operation's contract, or with the failure that is asked for. */
export function mockDispatcher(
  modules: readonly Module[],
  preferred: () => string | undefined,
): Dispatcher {
  const entries = entriesOf(modules)
  return {
    async dispatch(call) {
      const entry = entries.get(call.operation)
      if (!entry) throw builtIn('UNKNOWN_OPERATION')
      const { operation } = entry
      const code = preferred()
      if (code !== undefined) throw failureOf(operation, code)
      if (operation.access !== 'public' && !call.credentials?.bearer)
        throw builtIn('UNAUTHENTICATED')
      entry.checkInput(call.input)
      checkKey(operation, call)
      return { output: entry.checkOutput(exampleOutput(operation)), replayed: false }
    },
  }
}

function checkKey(operation: Operation, { idempotencyKey }: Call): void {
  const keyed = operation.kind === 'command' && operation.idempotency === 'key'
  if (keyed && !idempotencyKey) throw builtIn('IDEMPOTENCY_KEY_MISSING')
}

function exampleOutput(operation: Operation): unknown {
  const { name, output } = operation
  const example = exampleOf(plainSchema(output))
  if (example === undefined)
    throw new TypeError(
      `${name}: no example of its output can be made up; give its schema examples`,
    )
  // One page is all there is: who reads on would read for ever.
  const isPage = operation.kind === 'query' && operation.paged
  return isPage ? { ...Object(example), nextCursor: null } : example
}

function failureOf({ errors = {} }: Operation, code: string): Failure {
  const possible: Readonly<Record<string, FailureSpec>> = { ...builtInFailures, ...errors }
  const spec = possible[code]
  if (!spec) {
    const says = `There is no failure ${code} of this operation, but ${Object.keys(possible).join(', ')}.`
    return builtIn('INVALID_INPUT', { says })
  }
  const { kind, says, data } = spec
  const evidence = data && exampleOf(plainSchema(data))
  return new Failure(code, kind, {
    ...(says === undefined ? {} : { says }),
    ...(evidence === undefined ? {} : { data: evidence }),
  })
}
