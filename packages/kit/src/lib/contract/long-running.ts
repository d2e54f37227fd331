import { type TSchema, Type } from 'typebox'

import type { OperationSpec } from './operation.ts'
import { referencesOf, refersTo } from './reference.ts'

const states = ['running', 'done', 'failed', 'cancelled'] as const

/**
 * Output of a command whose work outlasts its answer: the call is answered as soon as the work is accepted, with an
 * operation that tells its progress and its end to whoever asks for it by `id`.
 */
export function operationOf<Result extends TSchema>(result: Result) {
  const id = Type.String({ format: 'uuid', description: 'Ask for it by this.' })
  return Type.Object({
    id: refersTo(id, { standing: 'operations.getOperation' }),
    operation: Type.String({ description: 'What was asked for.', examples: ['tea.import'] }),
    state: Type.Enum([...states]),
    progress: Type.Number({ minimum: 0, maximum: 1, description: 'Share that is done.' }),
    result: Type.Union([result, Type.Null()], {
      description: 'What has come of it so far; whole once it is done.',
    }),
    problem: Type.Union([Problem, Type.Null()], { description: 'Why it failed.' }),
    startedAt: Type.String({ format: 'date-time' }),
    endedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  })
}

/** Whether an operation's output is one that tells of work that outlasts its call. */
export function isLongRunning({ output }: Pick<OperationSpec, 'output'>): boolean {
  const { id } = (output as { properties?: Record<string, TSchema> }).properties ?? {}
  return id !== undefined && referencesOf(id).standing === 'operations.getOperation'
}

const Problem = Type.Object({
  code: Type.String({ examples: ['OUT_OF_TEA'] }),
  says: Type.String(),
  data: Type.Optional(Type.Unknown()),
})
