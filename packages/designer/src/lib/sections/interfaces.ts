import type { Interface, Module } from '@archwright/model'

import { isInternal } from '../brief/leading.ts'
import { audiencesOf } from '../decisions/api/audiences.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** Every interface with those it is for and what it offers: one for each audience that differs in style, rights or limits. */
export function interfacesOf(
  situation: Situation,
  modules: readonly Module[],
  verdicts: Verdicts,
): Interface[] {
  const { brief } = situation
  const offered = brief.operations.filter(
    (operation) =>
      !isInternal(operation, brief) &&
      operation.kind !== 'job' &&
      operation.kind !== 'subscription',
  )
  const events = modules.flatMap(({ publishes }) => publishes)
  const live = brief.operations.filter(({ kind }) => kind === 'subscription')
  const outside = new Set([...offered, ...live].map(({ name }) => name))
  const inside = modules
    .flatMap(({ operations }) => operations)
    .filter((name) => !outside.has(name))
  const candidates = [
    ...callersOf(situation, offered, verdicts),
    {
      name: 'realtime',
      key: 'api.realtime',
      audience: 'clients that listen',
      operations: live.length > 0 ? live.map(({ name }) => name) : events,
    },
    {
      name: 'webhooks',
      key: 'api.webhooks',
      audience: 'subscribed systems',
      operations: events,
    },
    { name: 'internal', key: 'api.internal', audience: 'modules', operations: inside },
  ]
  return candidates
    .filter(
      ({ key, name, operations }) =>
        verdicts.id(key) !== '' && (name !== 'internal' || operations.length > 0),
    )
    .map(({ key, ...each }) => ({
      ...each,
      style: verdicts.chosen(key),
      versioning: verdicts.chosen('api.versioning'),
      pagination: verdicts.chosen('api.pagination'),
      decision: verdicts.id(key),
    }))
}

type Caller = Pick<Interface, 'name' | 'audience' | 'operations'> & { key: string }

/** The interfaces of those who ask: people, staff where others call too, programs, devices. */
function callersOf(
  { brief }: Situation,
  offered: Situation['brief']['operations'],
  verdicts: Verdicts,
): Caller[] {
  const { people, programs, devices } = audiencesOf(brief)
  const staff = people.filter(({ trust }) => trust === 'staff')
  const apart = staff.length > 0 && staff.length < people.length
  const groups = [
    ...(apart ? [{ name: 'staff', key: 'api.public', actors: staff }] : []),
    { name: 'programs', key: 'api.programs', actors: programs },
    { name: 'devices', key: 'api.devices', actors: devices },
  ].filter(({ key, actors }) => actors.length > 0 && verdicts.id(key) !== '')
  const owner = new Map(
    groups.flatMap(({ name, actors }) => actors.map((each) => [each.name, name])),
  )
  const within = (name: string | undefined) =>
    offered.filter(({ actor }) => owner.get(actor) === name).map((operation) => operation.name)
  const others = brief.actors.filter(({ name, trust }) => trust !== 'internal' && !owner.has(name))
  return [
    {
      name: 'public',
      key: 'api.public',
      audience: others.map(({ name }) => name).join(', '),
      operations: within(undefined),
    },
    ...groups.map(({ name, key, actors }) => ({
      name,
      key,
      audience: actors.map((each) => each.name).join(', '),
      // Programs of which no operation is said are given those of people, with rights of their own.
      operations:
        name === 'programs' && within(name).length === 0 ? within(undefined) : within(name),
    })),
  ].filter(({ name, operations }) => name === 'public' || operations.length > 0)
}
