import { Type } from 'typebox'

import { type Query, type QuerySpec, query } from './operation.ts'

const SessionIds = Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1_000 })

const shape = {
  input: Type.Object({ sessionIds: SessionIds }),
  output: Type.Object({ live: SessionIds }),
  access: 'internal',
} as const satisfies Partial<QuerySpec>

export type LiveSessions = Query<Pick<QuerySpec, 'name' | 'summary'> & typeof shape>

/** Declares the query by which a module that keeps sessions says which of the given ones have not ended. */
export function liveSessions({ name, summary }: Pick<QuerySpec, 'name' | 'summary'>): LiveSessions {
  return query({ ...shape, name, summary })
}
