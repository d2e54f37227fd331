import type { Interface, Module } from '@archwright/model'

import { isInternal } from '../brief/leading.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

export function interfacesOf(
  { brief }: Situation,
  modules: readonly Module[],
  verdicts: Verdicts,
): Interface[] {
  const asked = new Set(
    brief.operations
      .filter((operation) => !isInternal(operation, brief) && operation.kind !== 'job')
      .map(({ name }) => name),
  )
  const inside = modules.flatMap(({ operations }) => operations).filter((name) => !asked.has(name))
  const subscriptions = brief.operations
    .filter(({ kind }) => kind === 'subscription')
    .map(({ name }) => name)
  const shared = {
    versioning: verdicts.chosen('api.versioning'),
    pagination: verdicts.chosen('api.pagination'),
  }
  const realtime = verdicts.chosen('api.realtime')
  return [
    {
      name: 'public',
      style: verdicts.chosen('api.public'),
      audience: brief.actors
        .filter(({ trust }) => trust !== 'internal')
        .map(({ name }) => name)
        .join(', '),
      operations: [...asked].filter((name) => !subscriptions.includes(name)),
      ...shared,
      decision: verdicts.id('api.public'),
    },
    ...(realtime === ''
      ? []
      : [
          {
            name: 'realtime',
            style: realtime,
            audience: 'clients that listen',
            operations: subscriptions,
            ...shared,
            decision: verdicts.id('api.realtime'),
          },
        ]),
    ...(modules.length > 1
      ? [
          {
            name: 'internal',
            style: verdicts.chosen('api.internal'),
            audience: 'modules',
            operations: inside,
            ...shared,
            decision: verdicts.id('api.internal'),
          },
        ]
      : []),
  ]
}
