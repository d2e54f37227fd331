import type { Play } from './play.ts'
import { send } from './send.ts'

const CALLERS = 15
const CLICKS = 4

/** Callers who add something, click again and again with the same key, and once more when all is done. */
export async function repeatAdditions(play: Play): Promise<void> {
  const { requester, progress } = play
  const keyed = requester.collections.flatMap(({ create }) =>
    create?.parameters.some(({ name }) => name.toLowerCase() === 'idempotency-key')
      ? create.id
      : [],
  )
  const callers = Array.from({ length: CALLERS }, (_, number) => number)
  await Promise.all(
    keyed.flatMap((operation) => callers.map(() => clickAgainAndAgain(play, operation))),
  )
  if (keyed.length > 0)
    progress(`${CALLERS} callers of ${keyed.join(', ')} clicked ${CLICKS + 1} times each`)
}

async function clickAgainAndAgain(play: Play, operation: string): Promise<void> {
  const call = play.requester.next(operation)
  if (!call) return
  await Promise.all(Array.from({ length: CLICKS }, () => send(play, call)))
  await send(play, call)
}
