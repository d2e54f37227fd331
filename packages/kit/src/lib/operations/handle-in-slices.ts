import type { Static, TSchema } from 'typebox'
import { Type } from 'typebox'

import { type Command, type Input, moduleOf, type Output } from '../contract/operation.ts'
import type { Principal } from '../dispatch/principal.ts'
import type { JobContext, JobSpec } from '../jobs/job.ts'
import { type Handler, handle, type WorkContext } from '../module/handle.ts'
import type { Standing } from './contract.ts'
import { findOperations, insertOperation } from './operation-store.ts'

/**
 * Does the next part of the work, in a transaction of its own that also keeps `result`. Called again with it until the
 * progress is 1: after a crash, from the last result that was kept. Keep a slice under a second.
 */
export type Slice<O extends Command, Result, Prepared = undefined> = (
  input: Input<O>,
  soFar: Result | undefined,
  context: WorkContext<O>,
  prepared: Prepared,
) => Promise<{ readonly result: Result; readonly progress: number }>

/** What is asked of others for the next slice: outside its transaction, and again when that is lost. */
export type PrepareSlice<O extends Command, Result, Prepared> = (
  input: Input<O>,
  soFar: Result | undefined,
  context: SliceContext,
) => Promise<Prepared>

export interface SliceContext extends Pick<JobContext, 'call' | 'now' | 'signal'> {
  /** Who started the work. */
  readonly principal: Principal
}

/** A handler whose work outlasts its call. */
export interface SlicedHandler extends Handler {
  readonly slice: Slice<Command, unknown, unknown>
  readonly prepareSlice?: PrepareSlice<Command, unknown, unknown>
}

type ResultOf<O extends Command> = NonNullable<
  Output<O> extends { result: infer Result } ? Result : never
>

/** The job that does slices of a module's operations: processes that host the module take it, and no others. */
export function runOperationOf(module: string) {
  return {
    name: `${module}.runOperation`,
    payload: Type.Object({ id: Type.String() }),
  } as const satisfies JobSpec
}

/**
 * Binds a command whose output is an `operationOf` to its work. The call records the work and queues it in one
 * transaction; a replay of its key is answered with how the work stands by then.
 */
export function handleInSlices<O extends Command & { output: TSchema }, Prepared = undefined>(
  operation: O,
  slice: Slice<O, ResultOf<O>, Prepared>,
  prepareSlice?: PrepareSlice<O, ResultOf<O>, Prepared>,
): SlicedHandler {
  const runOperation = runOperationOf(moduleOf(operation.name))
  const handler = handle<Command>(operation, {
    async run(input, { sql, principal, enqueue, newId, now }) {
      const started = { id: newId(), name: operation.name, principal, input, startedAt: now() }
      await insertOperation(sql, started)
      enqueue(runOperation, { id: started.id })
      return (await standingOf(sql, started.id)) as Static<O['output']>
    },
    async settle(output, { sql }) {
      return ((await standingOf(sql, (output as Standing).id)) ?? output) as Static<O['output']>
    },
  })
  // Both are given only what the schemas have checked and what the other made.
  const work = { slice, ...(prepareSlice ? { prepareSlice } : {}) } as unknown
  return { ...handler, ...(work as Pick<SlicedHandler, 'slice' | 'prepareSlice'>) }
}

async function standingOf(sql: WorkContext['sql'], id: string): Promise<Standing | undefined> {
  const [owned] = await findOperations(sql, [id])
  return owned?.standing
}
