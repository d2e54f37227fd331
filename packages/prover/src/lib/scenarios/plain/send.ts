import type { Call } from '../../load/call.ts'
import type { Play } from './play.ts'

export type Sender = Pick<Play, 'requester' | 'client' | 'conformance' | 'history'>

/** Sends one call, holds its answer against the contract and records what it added; its status, 503 when none came. */
export async function send(
  { requester, client, conformance, history }: Sender,
  call: Call,
): Promise<number> {
  const outcome = await client.send(call)
  if (outcome.answer) conformance.check(call.operation, outcome.answer)
  const creation = requester.settle(call, outcome)
  if (creation) history.add([creation])
  return outcome.answer?.status ?? 503
}
