import type { TokenIssuer } from '../identity/token-issuer.ts'
import type { Module } from '../module/define-module.ts'
import type { Policy } from '../resilience/policy.ts'

/** What a module may take from the process it is started in. */
export interface Environment {
  /** Environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly tokens: TokenIssuer
  readonly refreshTokenSeconds: number
  /** The policy of the wiring for an outside dependency. */
  policy(dependency: string): Policy
}

/** Makes a module for a process; has no effect until the module starts. */
export type ModuleFactory = (environment: Environment) => Module

/** An environment to read definitions in, not to run: using it throws. */
export const inertEnvironment: Environment = {
  variables: {},
  tokens: {
    issue: async () => {
      throw new TypeError('no tokens are issued outside a process')
    },
  },
  refreshTokenSeconds: 0,
  policy: (dependency) => ({
    execute: async () => {
      throw new TypeError(`${dependency} is not called outside a process`)
    },
    state: () => 'closed',
  }),
}
