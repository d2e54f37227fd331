/** Identity: who people are, and how they prove it. */

import { defineModule, type Module } from '@archwright/kit'
import type { BrowserEnvironment, Environment, ProviderEnvironment } from '@archwright/kit/app'
import type { TokenIssuer } from '@archwright/kit/identity'

import { browserProtocol } from './browser/browser-protocol.ts'
import { browserHandlers } from './browser/browser-sessions.ts'
import { browserSessions, findLiveSessions, findRevocations, userRegistered } from './contract.ts'
import { handleDisableAccount, handleEnableAccount } from './disable-account.ts'
import {
  handleEndSession,
  handleFindLiveSessions,
  handleFindRevocations,
  handleLogout,
} from './end-session.ts'
import { type FirstStaff, openFirstStaff, readFirstStaff } from './first-staff.ts'
import { forgetExpired } from './forget-expired.ts'
import { handleCheckSignIn, handleCompleteLogin, handleLogin } from './login.ts'
import { handleErasePersonalData, handleFindPersonalData, personalData } from './personal-data.ts'
import { handleGetProfile, handleUpdateProfile } from './profile.ts'
import { handleListClients, handleRegisterClient, handleRemoveClient } from './provider/clients.ts'
import { providerProtocol } from './provider/provider-protocol.ts'
import { handleRefresh } from './refresh.ts'
import { handleRegister } from './register.ts'
import { secondFactorHandlers } from './second-factor/second-factor-handlers.ts'
import { readConnections } from './single-sign-on/read-connections.ts'
import { singleSignOn } from './single-sign-on/single-sign-on.ts'
import type { SingleSignOnSettings } from './single-sign-on/single-sign-on-protocol.ts'
import { handleTakeLoginAttempt } from './take-login-attempt.ts'

export interface IdentitySettings {
  readonly tokens: TokenIssuer
  /** A session that is not refreshed for this long has ended; 30 days if absent. */
  readonly refreshTokenSeconds?: number
  /** A staff account that is opened at the start, when it does not exist. */
  readonly firstStaff?: FirstStaff | undefined
  /** Absent: nobody is signed in for applications of others. */
  readonly provider?: ProviderEnvironment | undefined
  /** Absent: browsers come with tokens, as all others. */
  readonly browser?: BrowserEnvironment | undefined
  /** Life of an access token, 600 if absent. */
  readonly accessTokenSeconds?: number
  readonly encrypted: Environment['encrypted']
  /** What an authenticator shows beside the address. */
  readonly system: string
  /** Where else people may sign in; absent: nowhere. */
  readonly outside?: Omit<SingleSignOnSettings, 'browser'> | undefined
  /** True where people belong to tenants. */
  readonly tenants?: boolean
}

/** Those that need nothing of the process. */
const handlers = [
  handleLogout,
  handleGetProfile,
  handleUpdateProfile,
  handleCheckSignIn,
  handleRegisterClient,
  handleListClients,
  handleRemoveClient,
  handleTakeLoginAttempt,
  handleEndSession,
  handleFindLiveSessions,
  handleFindRevocations,
  handleDisableAccount,
  handleEnableAccount,
  handleFindPersonalData,
  handleErasePersonalData,
]

/** A copy of the table makes no codes. */
const sealedSecret = {
  table: 'identity.second_factor',
  column: 'sealed_secret',
  row: { column: 'account_id', type: 'uuid' },
} as const

export function identity({
  tokens,
  refreshTokenSeconds = 30 * 86_400,
  firstStaff,
  provider,
  browser,
  accessTokenSeconds = 600,
  tenants = false,
  encrypted,
  system,
  outside,
}: IdentitySettings): Module {
  const settings = { tokens, refreshTokenSeconds }
  const secrets = encrypted(sealedSecret)
  const elsewhere = singleSignOn(
    outside && { ...outside, browser, provider: provider !== undefined, tenants },
  )
  return defineModule({
    name: 'identity',
    summary: 'Who people are, and how they prove it',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      ...handlers,
      handleRegister({ tenants }),
      handleLogin(settings),
      handleRefresh(settings),
      handleCompleteLogin(settings),
      ...secondFactorHandlers(secrets, system),
      ...elsewhere.handlers,
      ...(browser ? browserHandlers(browser) : []),
    ],
    encrypted: [secrets],
    personalData,
    liveSessions: findLiveSessions,
    events: [userRegistered],
    jobs: [forgetExpired],
    revocations: findRevocations,
    bearers: browser ? [browserSessions] : [],
    protocols: [
      ...(provider
        ? [
            providerProtocol({
              ...provider,
              accessTokenSeconds,
              refreshTokenSeconds,
              connections: elsewhere.names,
            }),
          ]
        : []),
      ...(browser ? [browserProtocol(browser)] : []),
      ...elsewhere.protocols,
    ],
    async start(context) {
      if (firstStaff) await openFirstStaff(context, firstStaff)
      return async () => {}
    },
  })
}

/** Makes the module for a process. */
export function create({ singleSignOn, ...environment }: Environment): Module {
  const { variables, secret } = environment
  const STAFF_PASSWORD = secret('STAFF_PASSWORD')()
  const connections = singleSignOn ? readConnections(singleSignOn, environment) : []
  return identity({
    ...environment,
    firstStaff: readFirstStaff({ ...variables, STAFF_PASSWORD }),
    outside: singleSignOn && { ...singleSignOn, connections },
  })
}
