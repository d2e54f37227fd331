import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

import type { HttpProtocol } from '@archwright/kit'
import { hashRefreshToken } from '@archwright/kit/identity'
import type Provider from 'oidc-provider'

import type { ProviderSettings } from './configuration.ts'
import { Interactions } from './interactions.ts'
import { paths, servedPaths } from './paths.ts'

/** OAuth 2.1 and OpenID Connect for applications that people and programs sign in for, by oidc-provider. */
export function providerProtocol(settings: ProviderSettings): HttpProtocol {
  return {
    name: 'identity.provider',
    paths: servedPaths,
    limit: 'auth',
    async open(context) {
      // Here, because the library takes long to load and most processes do not open this.
      const { default: OidcProvider } = await import('oidc-provider')
      const { configurationOf } = await import('./configuration.ts')
      const provider = new OidcProvider(settings.issuer, configurationOf(settings, context))
      provider.proxy = true // believes what `asIssued` says, and nobody else
      compareHashes(provider)
      report(provider, settings)
      const answer = provider.callback()
      const interactions = new Interactions(provider, context, settings.connections)
      return async (request, response) => {
        asIssued(request, settings.issuer)
        if (request.url?.startsWith(`${paths.interaction}/`)) {
          await interactions.answer(request, response)
        } else await answer(request, response)
      }
    },
  }
}

/** Only the hash of a client's secret is kept. */
function compareHashes(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = function (given: string) {
    const kept = Buffer.from(this.clientSecret ?? '')
    const hashed = Buffer.from(hashRefreshToken(given))
    return kept.length === hashed.length && timingSafeEqual(kept, hashed)
  }
}

/** Errors that are ours: the protocol's own are answered to whom they concern. */
function report(provider: Provider, { warn }: ProviderSettings): void {
  provider.on('server_error', (_ctx, error) => warn('the provider failed', { error }))
  provider.on('backchannel.error', (_ctx, error, client) =>
    warn('an application was not told of a sign-out', { error, clientId: client.clientId }),
  )
}

/** The library learns from headers how it was reached; here that is known, and not for a client to say. */
function asIssued({ headers }: IncomingMessage, issuer: string): void {
  const { protocol, host } = new URL(issuer)
  headers['x-forwarded-proto'] = protocol.slice(0, -1)
  headers['x-forwarded-host'] = host
  delete headers['x-forwarded-for']
}
