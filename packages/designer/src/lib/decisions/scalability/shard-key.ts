import type { Signal } from '@archwright/model/light'

import type { Situation } from '../../situation.ts'

/** By what rows are split, in the order of preference: what most requests name, and what never needs another. */
const keys: readonly (readonly [string, readonly Signal[]])[] = [
  ['tenant', ['tenants', 'own-stamp']],
  ['region', ['rides', 'nearby']],
  ['conversation', ['messaging']],
  ['device', ['telemetry', 'device-clients']],
  ['account', ['ledger']],
  ['code', ['links']],
  ['customer', ['orders', 'e-commerce', 'carts', 'subscriptions']],
  ['user', ['feed', 'media', 'files', 'collaboration', 'identity', 'matching']],
]

/** The key of shards: the owner that most requests name. */
export function shardKey({ signals }: Situation): string {
  return keys.find(([, words]) => signals.any(...words))?.[0] ?? 'id'
}
