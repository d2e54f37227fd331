import { Type } from 'typebox'

import { event } from '../../contract/event.ts'
import { command } from '../../contract/operation.ts'
import { subscription } from '../../contract/subscription.ts'
import type { Following, Told } from '../../dispatch/follow.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'

/** A module with nothing but events to follow, for tests: doors that swing. */

const Swing = Type.Object({
  door: Type.String({ maxLength: 40 }),
  guardId: Type.String({ maxLength: 40 }),
  n: Type.Integer(),
  note: Type.Optional(Type.String({ maxLength: 10_000 })),
})

export const opened = event({ name: 'doors.opened', summary: 'A door opened.', data: Swing })
export const shut = event({ name: 'doors.shut', summary: 'A door shut.', data: Swing })

export const swing = command({
  name: 'doors.swing',
  summary: 'Opens a door so many times and shuts it once.',
  input: Type.Object({ ...Swing.properties, times: Type.Integer({ default: 1, maximum: 5_000 }) }),
  output: Type.Object({}),
  access: 'public',
  idempotency: 'none',
  rest: 'POST /doors/{door}',
})

export const swings = subscription({
  name: 'doors.swings',
  summary: 'Follow the doors: a guard their own, the chief all.',
  input: Type.Object({ door: Type.Optional(Swing.properties.door) }),
  events: [opened, shut],
  access: ['guard', 'chief'],
  own: { guard: 'guardId' },
  rest: 'GET /swings',
})

export const everybodysSwings = subscription({
  ...swings,
  name: 'doors.everybodysSwings',
  summary: 'Follow all doors, whoever you are.',
  input: Type.Object({}),
  events: [opened],
  access: 'public',
  own: {},
  rest: 'GET /everybodys-swings',
})

export const doors = defineModule({
  name: 'doors',
  summary: 'Doors that swing.',
  roles: { guard: [], chief: [] },
  events: [opened, shut],
  subscriptions: [swings, everybodysSwings],
  handlers: [
    handle(swing, async ({ times, ...data }, { publish }) => {
      for (let n = 0; n < times; n += 1) publish(opened, { ...data, n: data.n + n })
      publish(shut, data)
      return {}
    }),
  ],
})

/** The next events of a following, as "opened red 1"; waits for each of them. */
export async function hear(following: Following, count: number): Promise<string[]> {
  const heard: string[] = []
  while (heard.length < count) {
    const { value, done } = await following.next()
    if (done) throw new Error(`ended after ${heard.join(', ') || 'nothing'}`)
    heard.push(say(value))
  }
  return heard
}

export function say({ event, data }: Pick<Told, 'event' | 'data'>): string {
  const { door, n } = data as { door: string; n: number } // see Swing
  return `${event.replace('doors.', '')} ${door} ${n}`
}
