import { Type } from 'typebox'

import { on } from '../../channel/listener.ts'
import { query } from '../../contract/operation.ts'
import { compose } from '../../module/compose.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { count, filled, whoAsks } from './sample.ts'

export const label = query({
  name: 'shelf.label',
  summary:
    'What the label of a jar says: how often it was filled, and what it holds by the module sweets.',
  input: Type.Object({ jar: Type.String() }),
  output: Type.Object({ times: Type.Integer(), sweets: Type.Integer() }),
  access: 'public',
})

/** What a small screen shows of a jar: joined of two operations, with the caller's own rights. */
export const glance = query({
  name: 'shelf.glance',
  summary: 'A jar at a glance, and who looks, if they are known.',
  input: Type.Object({ jar: Type.String() }),
  output: Type.Object({ sweets: Type.Integer(), by: Type.Optional(Type.String()) }),
  access: 'public',
  limit: 'client:mobile',
  rest: 'GET /glances/{jar}',
})

/** A second module: it hears the first one's events and asks its operations. */
export const shelf = defineModule({
  name: 'shelf',
  summary: 'Labels of jars.',
  migrations: new URL('./shelf-migrations/', import.meta.url),
  handlers: [
    compose(glance, async ({ jar }, { ask, part }) => {
      const [{ sweets }, who] = await Promise.all([ask(count, { jar }), part(whoAsks, {})])
      return { sweets, ...(who ? { by: who.id } : {}) }
    }),
    handle(label, {
      prepare: ({ jar }, { call }) => call(count, { jar }),
      run: async ({ jar }, { sql }, { sweets }) => {
        const [row] = await sql<{ times: number }>`select times from shelf.label where jar = ${jar}`
        return { times: row?.times ?? 0, sweets }
      },
    }),
  ],
  listeners: [
    on(filled, 'shelf.writeLabel', async (deliveries, { sql }) => {
      for (const { data } of deliveries) {
        await sql`insert into shelf.label values (${data.jar}, 1)
          on conflict (jar) do update set times = label.times + 1`
      }
    }),
  ],
})
