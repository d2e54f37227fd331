import type { TObject } from 'typebox'

import type { PresenceQuery, PresentList } from '../contract/presence.ts'
import { type Handler, handle } from '../module/handle.ts'
import { findPresent } from './presence-store.ts'

/** Binds a query that `presenceOf` declared: the answer is what processes note of their followers. */
export function handlePresence<Input extends TObject>(query: PresenceQuery<Input>): Handler {
  return handle<PresenceQuery>(query, async (input, { sql, principal }): Promise<PresentList> => {
    return findPresent(sql, {
      subscription: query.presenceOf,
      input,
      tenant: principal.tenant ?? null,
    })
  })
}
