import { Type } from 'typebox'

import { on } from '../../channel/listener.ts'
import { event } from '../../contract/event.ts'
import { command, query } from '../../contract/operation.ts'
import { subscription } from '../../contract/subscription.ts'
import { job } from '../../jobs/job.ts'
import { defineModule, type Module } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { ask, saga } from '../../saga/saga.ts'

/** A module of tenants, for tests. No statement of it names a tenant: what it does not say, nobody can forget. */

const Text = Type.Object({ text: Type.String({ maxLength: 100 }) })
const Note = Type.Object({ id: Type.String({ format: 'uuid' }), text: Type.String() })

export const noted = event({ name: 'notes.noted', summary: 'Somebody noted.', data: Text })

const addSpec = {
  summary: 'Notes.',
  input: Text,
  output: Note,
  access: ['customer'],
  idempotency: 'key',
} as const
export const addNote = command({ ...addSpec, name: 'notes.addNote', rest: 'POST /notes' })
export const addMany = command({ ...addSpec, name: 'notes.addMany', gather: 32 })

export const getNote = query({
  name: 'notes.getNote',
  summary: 'One note.',
  input: Type.Object({ noteId: Note.properties.id }),
  output: Note,
  errors: { NOTE_NOT_FOUND: { kind: 'not-found' } },
  access: ['customer'],
  rest: 'GET /notes/{noteId}',
})

const List = Type.Object({ texts: Type.Array(Type.String()), heard: Type.Array(Type.String()) })
const listSpec = {
  summary: 'All notes there are, and what was heard of them.',
  input: Type.Object({}),
  output: List,
  access: ['customer'],
} as const
export const listNotes = query({ ...listSpec, name: 'notes.listNotes', rest: 'GET /notes' })
export const listKept = query(
  { ...listSpec, name: 'notes.listKept' },
  { seconds: 60, differsBy: [], tags: () => ['notes'] },
)

export const tidy = command({
  name: 'notes.tidy',
  summary: 'A step of the saga.',
  input: Text,
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'natural',
})

export const followNotes = subscription({
  name: 'notes.followNotes',
  summary: 'What is noted.',
  input: Type.Object({}),
  events: [noted],
  access: ['customer'],
})

const tidying = saga({
  name: 'notes.tidying',
  data: Text,
  steps: [{ name: 'tidy', call: ask(tidy, ({ text }: { text: string }) => ({ text })) }],
})
const count = job({ name: 'notes.count', payload: Text }, async ({ text }, { sql }) => {
  await sql`insert into notes.heard (by, text) values ('job', ${text})`
})
const sweep = job(
  { name: 'notes.sweep', payload: Type.Object({}), schedule: '11 4 * * *' },
  async (_, { sql }) => {
    await sql`insert into notes.heard (by, text) select 'swept', text from notes.note`
  },
)

export function notes(migrations = new URL('./notes-migrations/', import.meta.url)): Module {
  return defineModule({
    name: 'notes',
    summary: 'Notes of tenants.',
    tenantScoped: true,
    migrations,
    events: [noted],
    subscriptions: [followNotes],
    sagas: [tidying],
    jobs: [count, sweep],
    listeners: [
      on(noted, 'notes.hearing', async (deliveries, { sql, enqueue }) => {
        const texts = deliveries.map(({ data }) => data.text)
        await sql`insert into notes.heard (by, text) select 'listener', * from unnest(${texts}::text[])`
        for (const text of texts) enqueue(count.spec, { text })
      }),
    ],
    handlers: [
      handle(addNote, async ({ text }, { sql, newId, publish, startSaga, changed }) => {
        const id = newId()
        await sql`insert into notes.note (id, text) values (${id}, ${text})`
        publish(noted, { text })
        startSaga(tidying, id, { text })
        changed('notes')
        return { id, text }
      }),
      handle(addMany, {
        async runMany(members, { sql, newId }) {
          const rows = members.map(({ input }) => ({ id: newId(), text: input.text }))
          await sql`insert into notes.note (id, text)
            select * from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ text }) => text)}::text[])`
          return rows
        },
      }),
      handle(getNote, async ({ noteId }, { sql, fail }) => {
        const [note] = await sql<{ id: string; text: string }>`
          select id, text from notes.note where id = ${noteId}`
        if (!note) throw fail.NOTE_NOT_FOUND()
        return note
      }),
      ...[listNotes, listKept].map((list) =>
        handle(list, async (_, { sql }) => {
          const texts = await sql<{ text: string }>`select text from notes.note order by id`
          const heard = await sql<{ text: string }>`
            select by || ' ' || text as text from notes.heard order by 1`
          return { texts: texts.map(({ text }) => text), heard: heard.map(({ text }) => text) }
        }),
      ),
      handle(tidy, async ({ text }, { sql }) => {
        await sql`insert into notes.heard (by, text) values ('saga', ${text})`
        return {}
      }),
    ],
  })
}
