import type { Actor, Brief } from '@archwright/model'

import { isInternal } from '../../brief/leading.ts'
import type { Situation } from '../../situation.ts'

/** Those outside who call, by what they need of an interface. */
export interface Audiences {
  /** In browsers and apps, staff included. */
  people: readonly Actor[]
  /** Programs of partners and customers. */
  programs: readonly Actor[]
  devices: readonly Actor[]
}

/** Sorts the actors of a brief; one that only sends webhooks to us is no caller of an interface. */
export function audiencesOf({ actors, operations }: Brief): Audiences {
  const outside = actors.filter(
    ({ name, trust }) => trust !== 'internal' && !onlySendsWebhooks(name, operations),
  )
  const devices = outside.filter(({ clients }) => clients.includes('device'))
  const programs = outside.filter(
    (actor) => !devices.includes(actor) && (actor.trust === 'partner' || isProgram(actor)),
  )
  const people = outside.filter((actor) => !devices.includes(actor) && !programs.includes(actor))
  return { people, programs, devices }
}

const isProgram = ({ clients }: Actor) =>
  clients.length > 0 && clients.every((client) => client === 'server')

function onlySendsWebhooks(actor: string, operations: Brief['operations']): boolean {
  const own = operations.filter((operation) => operation.actor === actor)
  return own.length > 0 && own.every(({ name }) => /webhook/i.test(name))
}

/** Programs of others that the brief lets call: it says so, or names what they ask. */
export function callingPrograms({ brief, signals }: Situation): readonly Actor[] {
  const { programs } = audiencesOf(brief)
  const called = operationsOf(programs, brief).length > 0
  return called || signals.any('program-clients') ? programs : []
}

/** Operations of some actors that are asked and answered: neither jobs nor subscriptions. */
export function operationsOf(actors: readonly Actor[], { operations }: Brief) {
  const names = new Set(actors.map(({ name }) => name))
  return operations.filter(
    ({ actor, kind }) => names.has(actor) && (kind === 'command' || kind === 'query'),
  )
}

/** Operations that somebody outside may ask. */
export const offeredTo = (brief: Brief) =>
  brief.operations.filter((operation) => !isInternal(operation, brief) && operation.kind !== 'job')
