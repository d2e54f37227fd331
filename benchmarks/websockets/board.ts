import { defineModule, handle } from '@archwright/kit'
import { command, event, query, subscription } from '@archwright/kit/contract'
import { Type } from 'typebox'

/** A board on which notes are pinned: one event for everybody who looks. */

const Note = Type.Object({ n: Type.Integer(), sentAt: Type.Integer(), text: Type.String() })

const pinned = event({ name: 'board.pinned', summary: 'A note was pinned.', data: Note })

const pin = command({
  name: 'board.pin',
  summary: 'Pins a note.',
  input: Note,
  output: Type.Object({}),
  access: 'public',
  idempotency: 'none',
  rest: 'POST /notes',
})

const echo = query({
  name: 'board.echo',
  summary: 'Says the same.',
  input: Type.Object({ n: Type.Integer() }),
  output: Type.Object({ n: Type.Integer() }),
  access: 'public',
})

export const board = defineModule({
  name: 'board',
  summary: 'A board with notes.',
  handlers: [
    handle(pin, async (note, { publish }) => {
      publish(pinned, note)
      return {}
    }),
    handle(echo, async ({ n }) => ({ n })),
  ],
  events: [pinned],
  subscriptions: [
    subscription({
      name: 'board.notes',
      summary: 'Follow the notes.',
      input: Type.Object({}),
      events: [pinned],
      access: 'public',
      rest: 'GET /notes/new',
    }),
  ],
})
