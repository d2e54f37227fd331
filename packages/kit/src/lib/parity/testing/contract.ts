import { type Static, Type } from 'typebox'

import { event } from '../../contract/event.ts'
import { type FailureSpec, failureKinds } from '../../contract/failure.ts'
import { Money } from '../../contract/money.ts'
import { command, query } from '../../contract/operation.ts'
import { subscription } from '../../contract/subscription.ts'

/** Operations that show what a transport does to values, failures and repeats. */

const Scalars = Type.Object({
  integer: Type.Optional(
    Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  ),
  number: Type.Optional(Type.Number()),
  flag: Type.Optional(Type.Boolean()),
  text: Type.Optional(Type.String()),
  // Wider than a number of JSON holds exactly, so it travels as text.
  wide: Type.Optional(Type.String({ pattern: '^-?\\d{1,19}$' })),
  day: Type.Optional(Type.String({ format: 'date' })),
  at: Type.Optional(Type.String({ format: 'date-time' })),
  size: Type.Optional(Type.Enum(['small', 'large'])),
})

export type Values = Static<typeof Values>
export const Values = Type.Object({
  ...Scalars.properties,
  money: Type.Optional(Money),
  nullable: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  lines: Type.Optional(
    Type.Array(Type.Object({ sku: Type.String(), note: Type.Optional(Type.String()) })),
  ),
  labels: Type.Optional(Type.Record(Type.String(), Type.String())),
})

/** The values as they arrived, and which of them did: absent is not null. */
const echoed = <Kind extends typeof Values | typeof Scalars>(values: Kind) =>
  Type.Object({ values, given: Type.Array(Type.String()) })

export const echo = command({
  name: 'parity.echo',
  summary: 'Answers what it was given.',
  input: Values,
  output: echoed(Values),
  access: ['customer'],
  idempotency: 'natural',
  rest: 'POST /parity/echo',
})

export const read = query({
  name: 'parity.read',
  summary: 'Answers what it was asked.',
  input: Scalars,
  output: echoed(Scalars),
  access: 'public',
  rest: 'GET /parity/echo',
})

const evidence = Type.Object({
  text: Type.String(),
  integer: Type.Integer(),
  nothing: Type.Null(),
  lines: Type.Array(Type.Object({ sku: Type.String() })),
})

/** One declared failure of each kind. */
const oneOfEachKind: Readonly<Record<string, FailureSpec & { data: typeof evidence }>> =
  Object.fromEntries(
    failureKinds.map((kind, index) => [
      `FAILED_${index}`,
      { kind, data: evidence, says: `This is ${kind}.` },
    ]),
  )

export const fail = command({
  name: 'parity.fail',
  summary: 'Fails as it is asked to: with a declared failure by its number, or in a way of ours.',
  input: Type.Object({ way: Type.String({ maxLength: 20 }) }),
  output: Type.Object({}),
  errors: oneOfEachKind,
  access: ['customer'],
  idempotency: 'none',
  rest: 'POST /parity/fail',
})

export const add = command({
  name: 'parity.add',
  summary: 'Adds to a counter, once per key.',
  input: Type.Object({ counter: Type.String({ maxLength: 100 }), by: Type.Integer() }),
  output: Type.Object({ total: Type.Integer() }),
  access: ['customer'],
  idempotency: 'key',
  rest: { route: 'POST /parity/counters/{counter}', status: 201 },
})

export const addSlowly = command({
  ...add,
  name: 'parity.addSlowly',
  summary: 'Adds to a counter after a while, unless it is told to stop.',
  idempotency: 'none',
  rest: 'POST /parity/slow-counters/{counter}',
})

export const total = query({
  name: 'parity.total',
  summary: 'What a counter stands at.',
  input: Type.Object({ counter: Type.String({ maxLength: 100 }) }),
  output: Type.Object({ total: Type.Integer() }),
  errors: { NO_SUCH_COUNTER: { kind: 'not-found' } },
  access: 'public',
  rest: 'GET /parity/counters/{counter}',
})

export const wait = query({
  name: 'parity.wait',
  summary: 'Answers only when its caller has given up.',
  input: Type.Object({ id: Type.String({ maxLength: 100 }) }),
  output: Type.Object({}),
  access: 'public',
  deadlineMs: 60_000,
  rest: 'GET /parity/waits/{id}',
})

export const tooSlow = query({
  ...wait,
  name: 'parity.tooSlow',
  summary: 'Takes longer than it may.',
  deadlineMs: 100,
  rest: 'GET /parity/slow/{id}',
})

export const rare = query({
  name: 'parity.rare',
  summary: 'May be asked twice.',
  input: Type.Object({}),
  output: Type.Object({}),
  access: ['customer'],
  limit: 'auth',
  rest: 'GET /parity/rare',
})

export const shunned = query({
  ...rare,
  name: 'parity.shunned',
  summary: 'Is refused, as the process is too busy.',
  rest: 'GET /parity/shunned',
})

export const staffOnly = query({
  ...rare,
  name: 'parity.staffOnly',
  summary: 'For staff.',
  access: ['staff'],
  limit: 'read',
  rest: 'GET /parity/staff',
})

export type Announcement = Static<typeof Announcement>
const Announcement = Type.Object({
  ...Type.Required(Scalars).properties,
  topic: Type.String({ maxLength: 100 }),
  nullable: Type.Union([Type.String(), Type.Null()]),
  lines: Type.Array(Type.Object({ sku: Type.String() })),
  labels: Type.Record(Type.String(), Type.String()),
})

export const announced = event({
  name: 'parity.announced',
  summary: 'Something was announced.',
  data: Announcement,
})

export const announce = command({
  name: 'parity.announce',
  summary: 'Announces something to all who follow its topic.',
  input: Announcement,
  output: Type.Object({}),
  access: ['customer'],
  idempotency: 'none',
  rest: 'POST /parity/announcements',
})

export const announcements = subscription({
  name: 'parity.announcements',
  summary: 'What is announced on a topic.',
  input: Type.Object({ topic: Type.Optional(Announcement.properties.topic) }),
  events: [announced],
  access: ['customer'],
  rest: 'GET /parity/announcements',
})
