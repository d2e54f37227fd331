/** Where the provider answers. */
export const paths = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  userinfo: '/oauth/userinfo',
  revocation: '/oauth/revoke',
  end_session: '/oauth/logout',
  jwks: '/.well-known/jwks.json',
  interaction: '/oauth/interaction',
} as const

/** What belongs to the provider of all that is asked of the server; its keys are published with all others. */
export const servedPaths = [
  '/oauth/*',
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
] as const
