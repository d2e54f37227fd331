import { setTimeout } from 'node:timers/promises'

import { builtIn } from '../../contract/failure.ts'
import type { Sql } from '../../data/sql.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import {
  add,
  addSlowly,
  announce,
  announced,
  announcements,
  echo,
  fail,
  rare,
  read,
  shunned,
  staffOnly,
  tooSlow,
  total,
  wait,
} from './contract.ts'

/** @param gaveUp told the id of each wait whose caller went away or whose time was over. */
export function parityModule(gaveUp: (id: string) => void) {
  const waitForEnd = ({ id }: { id: string }, { signal }: { signal: AbortSignal }) =>
    new Promise<Record<string, never>>((resolve) => {
      const end = () => {
        gaveUp(id)
        resolve({})
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
  return defineModule({
    name: 'parity',
    summary: 'Shows what a transport does to values, failures and repeats.',
    migrations: new URL('./migrations/', import.meta.url),
    events: [announced],
    subscriptions: [announcements],
    handlers: [
      handle(echo, async (values) => ({ values, given: Object.keys(values).sort() })),
      handle(read, async (values) => ({ values, given: Object.keys(values).sort() })),
      handle(wait, waitForEnd),
      handle(tooSlow, waitForEnd),
      handle(announce, async (said, { publish }) => {
        publish(announced, said)
        return {}
      }),
      handle(rare, async () => ({})),
      handle(shunned, async () => ({})),
      handle(staffOnly, async () => ({})),
      failing,
      ...counting,
    ],
  })
}

const failing = handle(fail, async ({ way }, { fail }) => {
  if (way === 'UNAVAILABLE') throw builtIn('UNAVAILABLE', { retryAfterSeconds: 1 })
  throw fail[way]?.(evidence) ?? new Error('password=hunter2')
})

const evidence = { text: 'e\u0301 😀 "\\', integer: 2 ** 31, nothing: null, lines: [{ sku: 'a' }] }

async function addTo(sql: Sql, { counter, by }: { counter: string; by: number }) {
  const [row] = await sql<{ total: number }>`
    insert into parity.counter (name, total) values (${counter}, ${by})
    on conflict (name) do update set total = counter.total + excluded.total returning total`
  return { total: row?.total ?? 0 }
}

const counting = [
  handle(add, (input, { sql }) => addTo(sql, input)),
  handle(addSlowly, async (input, { sql, signal }) => {
    await setTimeout(600, undefined, { signal })
    return addTo(sql, input)
  }),
  handle(total, async ({ counter }, { sql, fail }) => {
    const [row] = await sql<{ total: number }>`
      select total from parity.counter where name = ${counter}`
    if (!row) throw fail.NO_SUCH_COUNTER()
    return row
  }),
]
