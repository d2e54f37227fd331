import { Type } from 'typebox'

import { operationOf } from '../../contract/long-running.ts'
import { command } from '../../contract/operation.ts'
import { defineModule, type Module } from '../../module/define-module.ts'
import { handleInSlices } from '../handle-in-slices.ts'

export const countTo = command({
  name: 'counting.countTo',
  summary: 'Counts, one a slice, and writes down each number.',
  input: Type.Object({ to: Type.Integer({ minimum: 1 }), pauseMs: Type.Optional(Type.Integer()) }),
  output: operationOf(Type.Object({ counted: Type.Integer() })),
  errors: { UNLUCKY: { kind: 'conflict', says: 'Not thirteen.' } },
  access: ['customer'],
  rest: { route: 'POST /counts', status: 202 },
  idempotency: 'key',
})

/** @param misbehave called in each slice, after its number was written; may throw what the test wants to see survived. */
export function counting(misbehave: (number: number) => void = () => {}): Module {
  return defineModule({
    name: 'counting',
    summary: 'Counts.',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handleInSlices(countTo, async ({ to, pauseMs = 0 }, soFar, { sql, fail }) => {
        const counted = (soFar?.counted ?? 0) + 1
        await sql`insert into counting.number (value) values (${counted})`
        if (counted === 13) throw fail.UNLUCKY()
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
        misbehave(counted)
        return { result: { counted }, progress: counted / to }
      }),
    ],
  })
}
