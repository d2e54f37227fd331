import type { Actor, Capability, Fact, Operation } from '@archwright/model'

import { singularOf } from '../text/nouns.ts'
import type { Deed } from './deeds.ts'
import type { Doers } from './operations.ts'
import { countsGroups } from './totals.ts'

/** Who does what nobody is said to do: the first of each kind that the text names. */
export function doersOf(deeds: readonly Deed[]): Doers {
  const first = (trust: Actor['trust']) =>
    deeds.map(({ act }) => act.actor).find((actor) => actor.trust === trust)?.name
  return {
    person: first('public') ?? 'user',
    program: first('partner') ?? 'client',
    staff: first('staff') ?? 'staff',
  }
}

/** Those who call any operation, and staff; how many there are, where the text says so. */
export function toActors(
  operations: readonly Operation[],
  deeds: readonly Deed[],
  capabilities: readonly Pick<Capability, 'name'>[],
  facts: readonly Fact[],
): Actor[] {
  const has = (name: string) => capabilities.some((one) => one.name === name)
  const doers = doersOf(deeds)
  const known = new Map(deeds.map(({ act }) => [act.actor.name, act.actor]))
  const client: Actor = {
    name: doers.program,
    trust: 'partner',
    clients: [has('telemetry') ? 'device' : 'server'],
  }
  const defaults: Actor[] = [
    { name: doers.person, trust: 'public', clients: ['web'] },
    client,
    { name: doers.staff, trust: 'staff', clients: ['browser-admin'] },
    ...(operations.some(({ actor }) => actor === system.name) ? [system] : []),
  ]
  const used = new Set([
    ...operations.map(({ actor }) => actor),
    ...defaults.map(({ name }) => name),
  ])
  const all = [...defaults, ...known.values()].filter(({ name }, index, list) => {
    return used.has(name) && list.findIndex((one) => one.name === name) === index
  })
  return all.map((actor) => ({
    ...actor,
    clients: actor.trust === 'public' && has('mobile-clients') ? ['web', 'mobile'] : actor.clients,
    ...countOf(actor, facts, doers),
  }))
}

/** Nobody outside: what the system does by itself. */
const system: Actor = { name: 'system', trust: 'internal', clients: ['server'] }

// A number belongs to the actor it names; a number of "users" to the people.
function countOf(
  { name }: Actor,
  facts: readonly Fact[],
  doers: Doers,
): Pick<Actor, 'count' | 'concurrent'> {
  const about = (fact: Fact) => singularOf(fact.about.split(' ').at(-1) ?? '')
  const own = facts.filter(
    (fact) =>
      (fact.kind === 'users' || fact.kind === 'count') &&
      (about(fact) === name ||
        (name === doers.person && fact.kind === 'users' && !isOther(about(fact), doers))),
  )
  const together = own.find((fact) => fact.about.startsWith('concurrent'))?.canonical
  const all = own.filter((fact) => !fact.about.startsWith('concurrent'))
  const count = (all.find((fact) => !countsGroups(fact)) ?? all[0])?.canonical
  return {
    ...(count === undefined ? {} : { count }),
    ...(together === undefined ? {} : { concurrent: together }),
  }
}

function isOther(noun: string, { program, staff }: Doers): boolean {
  return noun === program || noun === staff
}
