import { randomUUID } from 'node:crypto'

import { OpenFeature } from '@openfeature/server-sdk'

import type { Sql } from '../data/sql.ts'
import type { Principal } from '../dispatch/principal.ts'
import { FlagProvider } from './flag-provider.ts'
import { readFlags } from './flag-store.ts'

/** Flags as this process knows them. */
export interface Flags {
  /** Whether a flag is on for a caller; on where nobody has set it. */
  isOn(flag: string, caller: Principal): Promise<boolean>
  close(): Promise<void>
}

export interface FlagParts {
  readonly sql: Sql
  /** Longest time until a process knows what was switched, beside that of the read itself. */
  readonly refreshMs: number
  warn(message: string, details: object): void
}

/** Reads the flags, and again and again; while the database is away they stand as they were. */
export async function openFlags({ sql, refreshMs, warn }: FlagParts): Promise<Flags> {
  const provider = new FlagProvider()
  provider.take(await readFlags(sql))
  const domain = `archwright-${randomUUID()}`
  await OpenFeature.setProviderAndWait(domain, provider)
  const client = OpenFeature.getClient(domain)
  let told = false
  let reading: Promise<void> | undefined
  const read = async () => {
    try {
      provider.take(await readFlags(sql))
      told = false
    } catch (error) {
      if (!told) warn('flags are not read anew', { error })
      told = true
    }
    reading = undefined
  }
  const timer = setInterval(() => {
    reading ??= read()
  }, refreshMs)
  timer.unref()
  return {
    isOn: (flag, { id, tenant }) =>
      client.getBooleanValue(flag, true, {
        targetingKey: id,
        ...(tenant === undefined ? {} : { tenant }),
      }),
    async close() {
      clearInterval(timer)
      await reading
    },
  }
}
