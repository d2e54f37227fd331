import path from 'node:path'

import { History } from '../../check/history.ts'
import type { World } from '../../world.ts'
import { admit } from './admit.ts'
import { isAccountStep } from './plain-load.ts'
import type { Play } from './play.ts'
import { Requester } from './requester.ts'
import { saturatedOperation } from './saturated-operation.ts'
import { type Sender, send } from './send.ts'
import type { Creation } from './state.ts'

const ROUNDS = 20

/** Lets callers in, adds some of everything the project keeps, and tries each operation of the load once. */
export async function openPlay(world: World): Promise<Play> {
  const { customers, callers, press, tenant } = await admit(world)
  const { project, folder, progress } = world
  const state = { document: project.openapi, callers, customers, rows: {} }
  const requester = new Requester(state, 0)
  const history = new History<Creation>(path.join(folder, 'history.jsonl'))
  const stage = { ...world, requester, history }
  const additions = requester.collections.flatMap(({ create }) => create?.id ?? [])
  // One of each in turn, since some refer to others.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const operation of additions) {
      const call = requester.next(operation)
      if (call) await send(stage, call)
    }
  }
  const { mix, claims } = project.design
  const saturated = saturatedOperation(world.endpoints, claims)
  const reasons = new Map<string, string>()
  for (const operation of [...mix.map((one) => one.operation), ...(saturated ? [saturated] : [])]) {
    const reason = await rehearse(stage, operation)
    if (reason) reasons.set(operation, reason)
  }
  progress(`${history.entries().length} things added to ${additions.length} collections`)
  return {
    ...stage,
    state: { ...state, rows: requester.rows() },
    reasons,
    ...(press ? { press } : {}),
    ...(tenant ? { tenant } : {}),
  }
}

/** Why the load cannot make this call again and again; undefined when it can. */
async function rehearse(stage: Sender & World, operation: string): Promise<string | undefined> {
  if (!(operation in stage.api.routes) || isAccountStep(operation)) return undefined
  if (stage.api.routes[operation]?.method === 'DELETE') return 'it takes away what others ask for'
  const call = stage.requester.next(operation)
  if (!call) return 'there is nobody to call it, or nothing to call it on'
  const status = await send(stage, call)
  return status >= 400 && status < 500 ? `it answers its own example with ${status}` : undefined
}
