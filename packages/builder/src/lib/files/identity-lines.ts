import type { Design } from '@archwright/model'

import { keysLines, servicesLines } from './program-lines.ts'

/** How people prove who they are, as the design decided: the `identity` of a wiring. */
export function identityLines(
  design: Pick<Design, 'system' | 'identity' | 'decisions' | 'callers' | 'quotas'>,
): string {
  const { system, identity } = design
  const { decision, accessTokenSeconds, refreshTokenSeconds, authentication } = identity
  const own = identity.passwordHash !== ''
  return [
    `  // ${decision}`,
    '  identity: {',
    `    accessTokenSeconds: ${accessTokenSeconds},`,
    `    refreshTokenSeconds: ${refreshTokenSeconds},`,
    '    revocationSeconds: 10,',
    ...keysLines(design),
    ...servicesLines(design),
    ...(authentication.includes('jwt') ? providerLines : []),
    ...(authentication.includes('session') ? browserLines : []),
    ...(own ? [] : [...elsewhereLines, ...issuerLines(system, identity.roles)]),
    '  },',
  ].join('\n')
}

const providerLines = [
  '    // Applications sign people in by OAuth 2.1 and OpenID Connect at PUBLIC_URL; without it, that is closed.',
  '    provider: { sessionSeconds: 43_200 },',
]

const browserLines = [
  '    // Pages hold a session in a cookie, at PUBLIC_URL; without it, none is taken.',
  "    browser: { sameSite: 'lax', idleSeconds: 1_800, absoluteSeconds: 43_200 },",
]

const elsewhereLines = [
  '    // People sign in where their accounts are: SSO_COMPANY_ISSUER, _CLIENT_ID and _CLIENT_SECRET; without them, that is closed.',
  "    singleSignOn: { company: 'oidc' },",
]

/** People have their accounts elsewhere: where, only who deploys it knows. */
function issuerLines(system: string, roles: readonly string[]): string[] {
  return [
    '    // Who keeps the accounts: its https:// address, and what its tokens call this system.',
    '    issuers: process.env.OIDC_ISSUER',
    '      ? [',
    '          {',
    '            issuer: process.env.OIDC_ISSUER,',
    `            audience: process.env.OIDC_AUDIENCE ?? ${JSON.stringify(system)},`,
    "            rolesClaim: 'roles',",
    `            roles: { ${roles.map((role) => `${JSON.stringify(role)}: [${JSON.stringify(role)}]`).join(', ')} },`,
    '          },',
    '        ]',
    '      : [],',
  ]
}
