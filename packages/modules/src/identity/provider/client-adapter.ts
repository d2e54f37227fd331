import type { BackgroundContext } from '@archwright/kit'
import type { Adapter, AdapterPayload } from 'oidc-provider'

import { findClient, type KeptClient } from './client-store.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** Applications as registered by staff; the protocol itself can register none. */
export function clientAdapter({ sql }: Pick<BackgroundContext, 'sql'>): Adapter {
  const refuse = async () => {
    throw new TypeError('applications are registered by identity.registerClient')
  }
  return {
    async find(id) {
      const client = uuid.test(id) ? await findClient(sql, id) : undefined
      return client && metadataOf(client)
    },
    upsert: refuse,
    findByUid: refuse,
    findByUserCode: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  }
}

const grantTypes: Readonly<Record<KeptClient['kind'], string[]>> = {
  web: ['authorization_code', 'refresh_token'],
  browser: ['authorization_code', 'refresh_token'],
  native: ['authorization_code', 'refresh_token'],
  program: ['client_credentials'],
}

/** As OpenID Connect Dynamic Client Registration names it; what of a secret is kept stands for the secret. */
function metadataOf(client: KeptClient): AdapterPayload {
  const { clientId, name, kind, secretHash, backchannelLogoutUri, redirectUris } = client
  return {
    client_id: clientId,
    client_name: name,
    ...(secretHash === null ? {} : { client_secret: secretHash }),
    token_endpoint_auth_method: secretHash === null ? 'none' : 'client_secret_basic',
    application_type: kind === 'native' ? 'native' : 'web',
    grant_types: grantTypes[kind],
    response_types: kind === 'program' ? [] : ['code'],
    redirect_uris: redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    ...(backchannelLogoutUri === null
      ? {}
      : {
          backchannel_logout_uri: backchannelLogoutUri,
          backchannel_logout_session_required: true,
        }),
    id_token_signed_response_alg: 'ES256',
    roles: client.roles,
    first_party: client.firstParty,
  }
}
