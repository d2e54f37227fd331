import type { Actor, Brief } from '@archwright/model'

import type { Situation } from '../../situation.ts'

/** What kinds of callers there are, each with the names of its actors; a kind without callers is empty. */
export interface Callers {
  people: string[]
  programs: string[]
  devices: string[]
}

/** Sorts the actors of a brief by what they are, since each kind proves itself in another way. */
export function callersOf({ brief, signals }: Situation): Callers {
  const named = (is: (actor: Actor) => boolean) => brief.actors.filter(is).map(({ name }) => name)
  const devices = named(({ clients }) => clients.includes('device'))
  const programs = named((actor) => isProgram(actor) && calls(brief, actor))
  const people = named(isPerson)
  // Who is told by webhooks manages its endpoints by a program as well.
  const offered = signals.any('program-clients', 'webhooks', 'asks webhooks')
  return {
    people: brief.actors.length === 0 ? ['user'] : people,
    programs: programs.length > 0 || !offered ? programs : ['program of a partner'],
    devices: signals.any('device-clients') ? orElse(devices, 'device') : [],
  }
}

const isProgram = ({ trust, clients }: Actor) =>
  trust === 'partner' || (trust !== 'internal' && clients.every((client) => client === 'server'))

const calls = ({ operations }: Brief, { name }: Actor) =>
  operations.some(({ actor, name: of }) => actor === name && !/webhook/i.test(of))

const isPerson = (actor: Actor) =>
  actor.trust !== 'internal' &&
  (actor.clients.some((client) => client !== 'server' && client !== 'device') ||
    (actor.clients.length === 0 && actor.trust !== 'partner'))

const orElse = (names: string[], name: string) => (names.length > 0 ? names : [name])
