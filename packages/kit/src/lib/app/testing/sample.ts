import { type Static, Type } from 'typebox'

import { on } from '../../channel/listener.ts'
import { event } from '../../contract/event.ts'
import { command, query } from '../../contract/operation.ts'
import { job } from '../../jobs/job.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { ask, saga } from '../../saga/saga.ts'

/** A small module that uses everything of the kit once: jars that hold sweets. */

const Jar = Type.Object({
  jar: Type.String({ maxLength: 40 }),
  sweets: Type.Integer({ minimum: 1 }),
})

export const filled = event({ name: 'sweets.filled', summary: 'A jar got sweets.', data: Jar })

export const fill = command({
  name: 'sweets.fill',
  summary: 'Puts sweets into a jar.',
  input: Jar,
  output: Type.Object({ sweets: Type.Integer() }),
  errors: { JAR_IS_FULL: { kind: 'conflict', data: Type.Object({ room: Type.Integer() }) } },
  access: ['customer'],
  idempotency: 'key',
  rest: 'POST /jars/{jar}/sweets',
})

export const fillMany = command({
  ...fill,
  limitOn: 'failure',
  name: 'sweets.fillMany',
  gather: 32,
  rest: 'POST /jars/{jar}/gathered',
})

export const count = query({
  name: 'sweets.count',
  summary: 'How many sweets a jar holds.',
  input: Type.Object({ jar: Type.String() }),
  output: Type.Object({ sweets: Type.Integer(), heard: Type.Integer(), jobs: Type.Integer() }),
  access: 'public',
  rest: 'GET /jars/{jar}',
})

export const whoAsks = query({
  name: 'sweets.whoAsks',
  summary: 'Who is asking.',
  input: Type.Object({}),
  output: Type.Object({ id: Type.String() }),
  access: ['customer'],
})

type Move = Static<typeof move>
const move = Type.Object({
  from: Type.String(),
  to: Type.String(),
  sweets: Type.Integer(),
  id: Type.String(),
})

export const take = command({
  name: 'sweets.take',
  summary: 'Takes sweets out for a move; once per move.',
  input: move,
  output: Type.Object({}),
  errors: { TOO_FEW: { kind: 'conflict' } },
  access: 'internal',
  idempotency: 'natural',
})

export const putBack = command({
  ...take,
  name: 'sweets.putBack',
  summary: 'Undoes a take.',
  errors: {},
})
export const put = command({
  ...take,
  name: 'sweets.put',
  summary: 'Puts moved sweets in.',
  errors: { CURSED: { kind: 'conflict' } },
})

export const thank = command({
  ...take,
  name: 'sweets.thank',
  summary: 'Says thank you for moved sweets.',
  errors: { TOO_LATE: { kind: 'conflict' } },
})

export const moving = saga({
  name: 'sweets.moving',
  data: move,
  steps: [
    {
      name: 'take',
      call: ask(take, (data: Move) => data),
      undo: ask(putBack, (data: Move) => data),
    },
    { name: 'put', call: ask(put, (data: Move) => data), pivot: true },
    { name: 'thank', call: ask(thank, (data: Move) => data) },
  ],
})

export const startMove = command({
  name: 'sweets.startMove',
  summary: 'Moves sweets between jars.',
  input: Type.Omit(move, ['id']),
  output: Type.Object({ id: Type.String(), state: Type.String() }),
  access: ['customer'],
  idempotency: 'key',
})

const polish = { name: 'sweets.polish', payload: Type.Object({ jar: Type.String() }) } as const

/** @param misbehave called before each saga step and job; may throw what the test wants to see survived. */
export function sweets(misbehave: (where: string) => void = () => {}) {
  const jobsRun: string[] = []
  return defineModule({
    name: 'sweets',
    summary: 'Jars of sweets.',
    migrations: new URL('./migrations/', import.meta.url),
    events: [filled],
    sagas: [moving],
    handlers: [
      ...jarHandlers,
      ...movingHandlers(misbehave),
      handle(whoAsks, async (_input, { principal }) => ({ id: principal.id })),
      handle(count, async ({ jar }, { sql }) => {
        const [row] = await sql<{ sweets: number; heard: number }>`
          select sweets, heard from sweets.jar where name = ${jar}`
        return {
          sweets: row?.sweets ?? 0,
          heard: row?.heard ?? 0,
          jobs: jobsRun.filter((done) => done === jar).length,
        }
      }),
    ],
    listeners: [
      on(filled, 'sweets.countHeard', async (deliveries, { sql }) => {
        for (const { data } of deliveries) {
          misbehave(`hear ${data.jar}`)
          await sql`update sweets.jar set heard = heard + 1 where name = ${data.jar}`
        }
      }),
    ],
    jobs: [
      job(polish, async ({ jar }) => {
        misbehave('job')
        jobsRun.push(jar)
      }),
    ],
  })
}

const room = 100

const jarHandlers = [
  handle(fill, async ({ jar, sweets }, { sql, publish, enqueue, fail }) => {
    const [row] = await sql<{ sweets: number }>`
      insert into sweets.jar (name, sweets) values (${jar}, ${sweets})
      on conflict (name) do update set sweets = jar.sweets + excluded.sweets returning sweets`
    if (!row || row.sweets > room) throw fail.JAR_IS_FULL({ room })
    publish(filled, { jar, sweets })
    enqueue(polish, { jar })
    return row
  }),
  handle(fillMany, {
    async runMany(members, { sql, fail }) {
      const outputs = []
      for (const { input } of members) {
        if (input.jar === 'poison') throw new Error('poisoned batch')
        if (input.sweets > room) outputs.push(fail.JAR_IS_FULL({ room }))
        else {
          const [row] = await sql<{ sweets: number }>`
            insert into sweets.jar (name, sweets) values (${input.jar}, ${input.sweets})
            on conflict (name) do update set sweets = jar.sweets + excluded.sweets returning sweets`
          outputs.push({ sweets: row?.sweets ?? 0 })
        }
      }
      return outputs
    },
  }),
]

function movingHandlers(misbehave: (where: string) => void) {
  return [
    handle(startMove, {
      run: async (input, { newId, startSaga }) => {
        const id = newId()
        startSaga(moving, id, { ...input, id })
        return { id, state: 'running' }
      },
      settle: async (output, { sagaEnd }) => ({ ...output, state: await sagaEnd(output.id) }),
    }),
    handle(take, async ({ from, sweets, id }, { sql, fail }) => {
      misbehave('take')
      const fresh =
        await sql`insert into sweets.move (id, step) values (${id}, 'take') on conflict do nothing returning id`
      if (fresh.length === 0) return {}
      const taken = await sql`
        update sweets.jar set sweets = sweets - ${sweets} where name = ${from} and sweets >= ${sweets} returning name`
      if (taken.length === 0) throw fail.TOO_FEW()
      return {}
    }),
    handle(putBack, async ({ from, sweets, id }, { sql }) => {
      misbehave('putBack')
      const undone =
        await sql`delete from sweets.move where id = ${id} and step = 'take' returning id`
      if (undone.length > 0)
        await sql`update sweets.jar set sweets = sweets + ${sweets} where name = ${from}`
      return {}
    }),
    handle(put, async ({ to, sweets, id }, { sql, fail }) => {
      misbehave('put')
      if (to === 'cursed') throw fail.CURSED()
      const fresh =
        await sql`insert into sweets.move (id, step) values (${id}, 'put') on conflict do nothing returning id`
      if (fresh.length > 0) {
        await sql`insert into sweets.jar (name, sweets) values (${to}, ${sweets})
          on conflict (name) do update set sweets = jar.sweets + excluded.sweets`
      }
      return {}
    }),
    handle(thank, {
      oneStatement: true,
      async run({ to }, { sql, fail }) {
        const thanked = await sql`select from sweets.jar where name = ${to} and name <> 'late'`
        if (thanked.length === 0) throw fail.TOO_LATE()
        return {}
      },
    }),
  ]
}
