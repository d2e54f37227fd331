import { type Static, type TObject, Type } from 'typebox'

import { type Query, type QuerySpec, query } from './operation.ts'
import type { Subscription } from './subscription.ts'

type PresenceSpec = Pick<QuerySpec, 'name' | 'summary' | 'access' | 'rest' | 'limit'>

const Present = Type.Object(
  {
    id: Type.String({ description: 'Who follows, by the id of the principal; guests share one.' }),
    since: Type.String({ format: 'date-time' }),
    connections: Type.Integer({ minimum: 1, description: 'How many times at once.' }),
  },
  { title: 'Present' },
)

/** Most that an answer names; the first to come. */
export const mostPresent = 1_000

/** A query for who follows a subscription right now. */
export type PresenceQuery<Input extends TObject = TObject> = Query<
  PresenceSpec & { input: Input; output: TObject }
> & { readonly presenceOf: string }

export type PresentList = Static<typeof PresentList>
const PresentList = Type.Object({ items: Type.Array(Present, { maxItems: mostPresent }) })

/**
 * Declares who may ask who follows a subscription right now, over all processes. Its input is the subscription's: who is
 * named gave at least these fields the same. Bind it with `handlePresence`.
 */
export function presenceOf<Followed extends Subscription>(
  { name, input, presence }: Followed,
  spec: PresenceSpec,
): PresenceQuery<Followed['input']> {
  if (!presence) throw new TypeError(`${name} does not declare presence: nobody is noted`)
  const declared = query({ ...spec, input, output: PresentList })
  return Object.freeze({ ...declared, presenceOf: name })
}
