import { systemClock } from '../app/clock.ts'
import type { Settings } from '../app/settings.ts'
import type { Wiring } from '../app/wiring.ts'
import { openDatabase } from '../data/database.ts'
import type { Address } from '../data/pool.ts'
import type { TakeLimit } from '../dispatch/call.ts'
import type { Module } from '../module/define-module.ts'
import type { PolicyEvent } from '../resilience/policy.ts'
import { openAddressLists, withAddressLists } from './address-lists.ts'
import { checkCosts } from './check-costs.ts'
import { createLimiter } from './limiter.ts'
import { memoryLimits } from './memory-limits.ts'
import { withQuotas } from './quotas.ts'
import { limitPool, openSharedLimits } from './shared-limits.ts'

export interface ProtectionParts {
  readonly wiring: Pick<Wiring, 'system' | 'limits' | 'quotas'>
  readonly settings: Pick<Settings, 'redisUrl' | 'production' | 'addressListFile'>
  readonly modules: readonly Module[]
  readonly databaseUrl: Address
  onEvent(dependency: string, event: PolicyEvent): void
  warn(message: string, details: object): void
}

/** What stands before the work of a process. */
export interface Protection {
  readonly takeLimit: TakeLimit
  /** Whether an address may call at all; absent: all may. */
  readonly admits?: (address: string) => boolean
  close(): Promise<void>
}

/** Opens the limits, quotas and address lists that are declared, and nothing for what is not. */
export async function openProtection(parts: ProtectionParts): Promise<Protection> {
  const { wiring, settings, modules, databaseUrl, onEvent, warn } = parts
  const { system, limits, quotas = {} } = wiring
  checkCosts(limits, modules)
  await using opened = new AsyncDisposableStack()
  const shared = opened.adopt(
    await openSharedLimits({
      ...{ limits, prefix: system, databaseUrl, redisUrl: settings.redisUrl, onEvent },
      memory: memoryLimits(systemClock),
      redisRequired: settings.production,
    }),
    (open) => open.close(),
  )
  let takeLimit = createLimiter(limits, systemClock, shared.stores)
  if (Object.keys(quotas).length > 0) {
    const database = opened.adopt(openDatabase(databaseUrl, limitPool), (open) => open.close())
    takeLimit = withQuotas(takeLimit, { quotas, sql: database.sql, clock: systemClock })
  }
  const { addressListFile } = settings
  const lists = addressListFile
    ? opened.adopt(openAddressLists(addressListFile, warn), (open) => open.close())
    : undefined
  const stack = opened.move()
  const close = () => stack.disposeAsync()
  if (!lists) return { takeLimit, close }
  return { takeLimit: withAddressLists(takeLimit, lists), admits: lists.admits, close }
}
