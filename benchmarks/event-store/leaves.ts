// The module that is measured: streams of leaves, a plain table beside them, and a read model.

import { defineModule, eventStream, type Module, projection } from '@archwright/kit'
import { Type } from 'typebox'

export const leaves = eventStream({
  name: 'leaves.leaf',
  events: { weighed: Type.Object({ grams: Type.Integer(), by: Type.String() }) },
})

export const weights = projection({
  name: 'leaves.weights',
  of: leaves,
  version: 1,
  columns: 'leaf text primary key, grams bigint not null',
  async apply(events, { sql, table }) {
    const grams = new Map<string, number>()
    for (const { stream, data } of events) grams.set(stream, (grams.get(stream) ?? 0) + data.grams)
    await sql`
      insert into ${table} as kept (leaf, grams)
      select * from unnest(${[...grams.keys()]}::text[], ${[...grams.values()]}::bigint[])
      on conflict (leaf) do update set grams = kept.grams + excluded.grams`
  },
})

export function leavesModule(parts: Pick<Module, 'start' | 'projections'>): Module {
  return defineModule({
    name: 'leaves',
    summary: 'Leaves that are weighed',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [],
    ...parts,
  })
}
