import type { Deployable, Design } from '@archwright/model'

import { slug } from '../paths.ts'
import { filter, typeOf } from './extension.ts'

/** The process that signs tokens. */
export const homeOf = ({ deployables }: Design): Deployable | undefined =>
  deployables.find(({ modules }) => modules.includes('identity')) ?? deployables[0]

/** API keys travel where tokens do and are known to the processes alone: then they alone check both. */
export const checksTokens = ({ identity }: Design): boolean =>
  identity.authentication.includes('jwt') && !identity.authentication.includes('api-key')

const requirement = (config: object) => ({
  'envoy.filters.http.jwt_authn': {
    '@type': typeOf('filters.http.jwt_authn', 'PerRouteConfig'),
    ...config,
  },
})
export const withToken = requirement({ requirement_name: 'token' })
export const withTokenIfAny = requirement({ requirement_name: 'token-if-any' })
export const withoutToken = requirement({ disabled: true })

/** The keys are fetched from the process that signs with them, so that their rotation needs nobody. */
export function tokenFilter(design: Design): object {
  const cluster = slug(homeOf(design)?.name ?? '')
  const token = { provider_name: 'access-token' }
  return filter('http.jwt_authn', 'JwtAuthentication', {
    providers: {
      'access-token': {
        forward: true,
        clock_skew_seconds: 5,
        remote_jwks: {
          http_uri: { uri: `http://${cluster}/.well-known/jwks.json`, cluster, timeout: '2s' },
          cache_duration: '300s',
          async_fetch: { fast_listener: true },
        },
      },
    },
    requirement_map: {
      token,
      'token-if-any': { requires_any: { requirements: [token, { allow_missing: {} }] } },
    },
  })
}
