import { Type } from 'typebox'

import { event } from '../../contract/event.ts'
import { command } from '../../contract/operation.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { type WindowShape, windowed } from '../windowed.ts'

/** Cars through gates, counted by the minute, in hops and in sessions. */

const Cars = Type.Object({
  gate: Type.String(),
  cars: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
})

export const passed = event({ name: 'tolls.passed', summary: 'Cars went through.', data: Cars })

export const pass = command({
  name: 'tolls.pass',
  summary: 'Lets cars through.',
  input: Type.Object({ passes: Type.Array(Cars) }),
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'natural',
})

export const shapes = [
  { kind: 'tumbling', seconds: 60 },
  { kind: 'hopping', seconds: 60, everySeconds: 20 },
  { kind: 'session', gapSeconds: 30 },
] as const satisfies readonly WindowShape[]

const latenessSeconds = 40

export const countedCars = shapes.map((shape) =>
  windowed({
    name: `tolls.${shape.kind}`,
    of: passed,
    shape,
    version: 1,
    latenessSeconds,
    at: ({ at }) => new Date(at),
    key: ({ gate }) => gate,
    measure: ({ cars }) => cars,
    combine: (one: number, other) => one + other,
    async take(results, { sql }) {
      await sql`
        insert into tolls.told as told (shape, gate, starts_at, ends_at, cars)
        select ${shape.kind}, * from unnest(${results.map(({ key }) => key)}::text[],
          ${results.map(({ startsAt }) => startsAt)}::timestamptz[],
          ${results.map(({ endsAt }) => endsAt)}::timestamptz[], ${results.map(({ total }) => total)}::int[])
        on conflict (shape, gate, starts_at) do update
        set cars = excluded.cars, ends_at = excluded.ends_at, times = told.times + 1`
    },
  }),
)

export const tolls = (windows = countedCars) =>
  defineModule({
    name: 'tolls',
    summary: 'Cars through gates.',
    migrations: new URL('./migrations/', import.meta.url),
    events: [passed],
    windows,
    handlers: [
      handle(pass, async ({ passes }, { publish }) => {
        for (const one of passes) publish(passed, one)
        return {}
      }),
    ],
  })
