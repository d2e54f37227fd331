import { Type } from 'typebox'

import { type Query, type QuerySpec, query } from './operation.ts'

const shape = {
  input: Type.Object({ since: Type.String({ format: 'date-time' }) }),
  output: Type.Object({ sessionIds: Type.Array(Type.String()) }),
  access: 'internal',
} as const satisfies Partial<QuerySpec>

export type Revocations = Query<Pick<QuerySpec, 'name' | 'summary'> & typeof shape>

/** Declares the query by which a module that keeps sessions says which have ended before their tokens expire. */
export function revocations({ name, summary }: Pick<QuerySpec, 'name' | 'summary'>): Revocations {
  return query({ ...shape, name, summary })
}
