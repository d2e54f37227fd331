import {
  type ColumnSpec,
  createEncryption,
  type EncryptedColumn,
} from '../encryption/encryption.ts'
import type { SigningKeys } from '../identity/signing-keys.ts'
import type { TokenIssuer, TokenSettings } from '../identity/token-issuer.ts'
import type { Module } from '../module/define-module.ts'
import type { Policy } from '../resilience/policy.ts'
import type { Secret } from '../secrets/secrets.ts'
import type { BrowserWiring, KeysWiring, ProviderWiring } from './wiring.ts'

/** What a module may take from the process it is started in. */
export interface Environment {
  /** Name of the system that the process is of. */
  readonly system: string
  /** Environment variables: settings that are no secrets. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /** A secret by its name, wherever it is kept; Error when its file cannot be read. */
  secret(name: string): Secret
  /** A column that is encrypted by ENCRYPTION_KEYS; name it in the module's `encrypted`. */
  encrypted(spec: ColumnSpec): EncryptedColumn
  readonly tokens: TokenIssuer
  readonly accessTokenSeconds: number
  readonly refreshTokenSeconds: number
  /** Whether people belong to tenants. */
  readonly tenants: boolean
  readonly keys?: KeysWiring
  /** Absent where the process signs nobody in for applications of others. */
  readonly provider?: ProviderEnvironment
  /** Absent where people sign in nowhere else. */
  readonly singleSignOn?: SingleSignOnEnvironment
  /** Absent where no cookies are taken. */
  readonly browser?: BrowserEnvironment
  /** The policy of the wiring for an outside dependency. */
  policy(dependency: string): Policy
}

/** With what a module signs people in for applications of others. */
export interface ProviderEnvironment extends ProviderWiring, TokenSettings {
  /** Sign what it issues. */
  readonly keys: SigningKeys
  /** Whether X-Forwarded-* headers are believed. */
  readonly trustProxy: boolean
  readonly production: boolean
  warn(message: string, details: object): void
}

export interface SingleSignOnEnvironment {
  /** Name of a connection → what is spoken there. */
  readonly connections: Readonly<Record<string, 'oidc' | 'saml'>>
  /** Where clients reach the system, without a slash at the end. */
  readonly publicUrl: string
  warn(message: string, details: object): void
}

export interface BrowserEnvironment extends BrowserWiring {
  /** Scheme, name and port of the pages. */
  readonly origin: string
}

/** Makes a module for a process; has no effect until the module starts. */
export type ModuleFactory = (environment: Environment) => Module

/** An environment to read definitions in, not to run: using it throws. */
export const inertEnvironment: Environment = {
  system: 'system',
  variables: {},
  secret: () => () => undefined,
  encrypted: createEncryption(() => undefined, { production: false }),
  tokens: {
    issue: async () => {
      throw new TypeError('no tokens are issued outside a process')
    },
  },
  accessTokenSeconds: 0,
  refreshTokenSeconds: 0,
  tenants: false,
  policy: (dependency) => ({
    execute: async () => {
      throw new TypeError(`${dependency} is not called outside a process`)
    },
    state: () => 'closed',
  }),
}
