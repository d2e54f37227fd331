/** Identity: who people are, and how they prove it. */

import { defineModule, type Module } from '@archwright/kit'
import type { Environment } from '@archwright/kit/app'
import type { TokenIssuer } from '@archwright/kit/identity'

import { findLiveSessions, userRegistered } from './contract.ts'
import { handleEndSession, handleFindLiveSessions, handleLogout } from './end-session.ts'
import { type FirstStaff, openFirstStaff, readFirstStaff } from './first-staff.ts'
import { forgetExpired } from './forget-expired.ts'
import { handleLogin } from './login.ts'
import { handleGetProfile, handleUpdateProfile } from './profile.ts'
import { handleRefresh } from './refresh.ts'
import { handleRegister } from './register.ts'
import { handleTakeLoginAttempt } from './take-login-attempt.ts'

export interface IdentitySettings {
  readonly tokens: TokenIssuer
  /** A session that is not refreshed for this long has ended; 30 days if absent. */
  readonly refreshTokenSeconds?: number
  /** A staff account that is opened at the start, when it does not exist. */
  readonly firstStaff?: FirstStaff | undefined
}

export function identity({
  tokens,
  refreshTokenSeconds = 30 * 86_400,
  firstStaff,
}: IdentitySettings): Module {
  const settings = { tokens, refreshTokenSeconds }
  return defineModule({
    name: 'identity',
    summary: 'Who people are, and how they prove it',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handleRegister,
      handleLogin(settings),
      handleRefresh(settings),
      handleLogout,
      handleGetProfile,
      handleUpdateProfile,
      handleTakeLoginAttempt,
      handleEndSession,
      handleFindLiveSessions,
    ],
    liveSessions: findLiveSessions,
    events: [userRegistered],
    jobs: [forgetExpired],
    async start(context) {
      if (firstStaff) await openFirstStaff(context, firstStaff)
      return async () => {}
    },
  })
}

/** Makes the module for a process. */
export function create({ tokens, variables }: Environment): Module {
  return identity({ tokens, firstStaff: readFirstStaff(variables) })
}
