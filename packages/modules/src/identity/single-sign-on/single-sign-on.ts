import type { Handler, HttpProtocol } from '@archwright/kit'

import { handleAcceptOutsideSignIn } from './accept-outside-sign-in.ts'
import { type SingleSignOnSettings, singleSignOnProtocol } from './single-sign-on-protocol.ts'
import { handleOpenTicket, handleTakeTicket } from './tickets.ts'

/** What a process offers where people may sign in elsewhere; all empty where they may not. */
export interface SingleSignOn {
  readonly names: readonly string[]
  readonly handlers: readonly Handler[]
  readonly protocols: readonly HttpProtocol[]
}

/** @throws Error where nothing could go on with who comes back */
export function singleSignOn(
  settings:
    | (SingleSignOnSettings & { readonly tenants: boolean; readonly provider: boolean })
    | undefined,
): SingleSignOn {
  if (!settings || settings.connections.length === 0)
    return { names: [], handlers: [], protocols: [] }
  if (!settings.browser && !settings.provider) {
    throw new Error(
      'single sign-on needs the sessions of browsers or the provider: identity.browser, identity.provider',
    )
  }
  return {
    names: settings.connections.map(({ name }) => name),
    handlers: [handleAcceptOutsideSignIn(settings), handleOpenTicket, handleTakeTicket],
    protocols: [singleSignOnProtocol(settings)],
  }
}
