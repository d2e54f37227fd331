import type { Clock } from '../app/clock.ts'
import type { IdentityWiring } from '../app/wiring.ts'
import type { BearerLookup } from '../contract/bearer-lookup.ts'
import type { Input, Operation, Output } from '../contract/operation.ts'
import type { Authenticate } from '../dispatch/call.ts'
import type { Module } from '../module/define-module.ts'
import type { HeldProofs } from './held-proofs.ts'
import { lookUpOpaque, type OpaqueKind } from './opaque-bearers.ts'
import { refuseRevoked } from './revoked-sessions.ts'

export interface AuthenticationParts {
  /** Of tokens that prove themselves. */
  readonly authenticate: Authenticate
  /** Of the whole system. */
  readonly modules: readonly Module[]
  readonly wiring: IdentityWiring
  readonly clock: Pick<Clock, 'now'>
  readonly ask: Ask
  /** Where signed requests are held; absent: none are taken. */
  readonly proofs?: HeldProofs | undefined
}

/** Asks an operation, wherever it runs. */
export type Ask = <O extends Operation>(operation: O, input: Input<O>) => Promise<Output<O>>

const defaultRevocationSeconds = 10

/** Lets in whom the modules know, and none whom they no longer do. Costs nothing where no module declares either. */
export function assembleAuthentication(parts: AuthenticationParts): Authenticate {
  const { modules, proofs, ask } = parts
  const signatures = modules.find(({ signatures }) => signatures)?.signatures
  const authenticate = ofBearers(parts)
  if (!signatures || !proofs) return authenticate
  return proofs.acceptedBy(authenticate, async (proof) => {
    return (await ask(signatures, { ...proof })).bearer as never // its schema is a principal's
  })
}

function ofBearers(parts: AuthenticationParts): Authenticate {
  const { modules, wiring, clock, ask } = parts
  const withinMs = (wiring.revocationSeconds ?? defaultRevocationSeconds) * 1_000
  const bearers = modules.flatMap((module) => module.bearers ?? [])
  const ended = modules.find(({ revocations }) => revocations)?.revocations
  const authenticate = ended
    ? refuseRevoked(parts.authenticate, {
        endedSince: async (since) => (await ask(ended, { since: since.toISOString() })).sessionIds,
        now: clock.now,
        withinMs,
        tokenLifeMs: wiring.accessTokenSeconds * 1_000,
      })
    : parts.authenticate
  if (bearers.length === 0) return authenticate
  return lookUpOpaque(authenticate, {
    lookups: new Map(bearers.map((one) => [one.prefix, lookupOf(one, ask)])),
    now: clock.now,
    keepMs: withinMs,
  })
}

function lookupOf({ operation, isToken = () => true }: BearerLookup, ask: Ask): OpaqueKind {
  const find = async (hash: string) => (await ask(operation, { hash })).bearer as never // its schema is a principal's
  return { isToken, find }
}
