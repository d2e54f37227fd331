import type { World } from '../../world.ts'
import type { Heard } from '../cast.ts'
import type { Scenario } from '../scenario.ts'
import { checkPlay } from './check-play.ts'
import { openPlay } from './open-play.ts'
import { probePlay } from './probe-play.ts'
import { repeatAdditions } from './repeat-additions.ts'
import { saturatedOperation } from './saturated-operation.ts'
import type { Creation } from './state.ts'

/** Callers of a system of any kind, who know of it what its contract says. */
export async function createPlainScenario(world: World): Promise<Scenario> {
  const play = await openPlay(world)
  const { state, history, reasons, project, schedule } = play
  const operation = saturatedOperation(play.endpoints, project.design.claims)
  const canSaturate = operation !== undefined && !reasons.has(operation)
  return {
    cast: { kind: 'plain', state },
    callers:
      `${state.customers.length} registered customers and up to ${schedule.buyers} callers of each role ` +
      'whose tokens the proof signed; each call is the example of the contract, with texts and times of its own, on what was added before',
    whyNot: (name) => reasons.get(name),
    hear: (heard) => history.add(heard.filter(isCreation)),
    probe: () => probePlay(play),
    race: () => repeatAdditions(play),
    ...(canSaturate ? { saturation: { operation, supply: async () => [] } } : {}),
    countPending: async () => 0,
    check: () => checkPlay(play),
    [Symbol.asyncDispose]: () => history[Symbol.asyncDispose](),
  }
}

function isCreation(heard: Heard): heard is Creation {
  return 'collection' in heard
}
