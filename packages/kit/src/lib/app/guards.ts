import { builtIn } from '../contract/failure.ts'
import type { Database } from '../data/database.ts'
import type { Dispatcher } from '../dispatch/call.ts'
import type { RunCaller } from '../dispatch/stages.ts'
import type { Module } from '../module/define-module.ts'
import type { Permit } from '../policies/guard.ts'
import type { PolicyEngine } from '../policies/policy-engine.ts'
import type { Wiring } from './wiring.ts'

/** What may still stop a valid call of somebody who may: policies, then switches. Nothing where nothing is wired. */
export interface Guards {
  before(run: RunCaller): RunCaller
  /** Asks the policies about followers. */
  readonly permit?: Permit
  close(): Promise<void>
}

export interface GuardParts {
  readonly wiring: Pick<Wiring, 'flags'>
  readonly policies?: PolicyEngine | undefined
  readonly modules: readonly Module[]
  readonly database: Database
  /** It is there when somebody comes. */
  readonly later: { readonly dispatcher?: Dispatcher }
  warn(message: string, details: object): void
}

export async function openGuards(parts: GuardParts): Promise<Guards> {
  const flags = await flagsOf(parts)
  const policies = await permitOf(parts)
  return {
    before(run) {
      const switched = flags ? flags.before(run) : run
      return policies ? policies.before(switched) : switched
    },
    ...(policies ? { permit: policies.permit } : {}),
    close: async () => flags?.close(),
  }
}

async function flagsOf({ wiring, modules, database, warn }: GuardParts) {
  if (!wiring.flags) return undefined
  const { checkFallbacks, degrade } = await import('../flags/degrade.ts')
  checkFallbacks(modules)
  const { openFlags } = await import('../flags/open-flags.ts')
  const flags = await openFlags({ ...wiring.flags, sql: database.sql, warn })
  return { before: (run: RunCaller) => degrade(run, flags), close: flags.close }
}

async function permitOf({ policies, later }: GuardParts) {
  if (!policies) return undefined
  const { guard, permitBy } = await import('../policies/guard.ts')
  const permit = permitBy(policies, async (operation, input, principal) => {
    const from = { transport: 'local' } as const
    if (!later.dispatcher) throw builtIn('UNAVAILABLE')
    return (await later.dispatcher.dispatch({ operation, input, principal, from })).output
  })
  return { permit, before: (run: RunCaller) => guard(run, permit) }
}
