import type { Design } from '@archwright/model'

import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** What proofs of identity are taken; the first decision about them carries the section. */
const proofs = [
  {
    key: 'identity.tokens',
    word: (chosen: string) => (/session/.test(chosen) ? 'session' : 'jwt'),
  },
  { key: 'identity.programs', word: (chosen: string) => words[chosen.slice(0, 3)] ?? 'api-key' },
  { key: 'identity.devices', word: (chosen: string) => (/key/.test(chosen) ? 'api-key' : 'mtls') },
] as const

const words: Readonly<Record<string, string>> = { API: 'api-key', OAu: 'jwt', cli: 'mtls' }

/** Who may sign in, by what, and for how long. */
export function identityOf({ brief }: Situation, verdicts: Verdicts): Design['identity'] {
  const taken = proofs.filter(({ key }) => verdicts.id(key) !== '')
  const roles = brief.actors.map(({ name }) => name)
  const own = verdicts.id('identity.passwords') !== ''
  return {
    authentication: [...new Set(taken.map(({ key, word }) => word(verdicts.chosen(key))))],
    accessTokenSeconds: figure('token.life'),
    refreshTokenSeconds: 30 * 86_400,
    roles: own ? [...new Set([...roles.filter((role) => role !== 'provider'), 'service'])] : roles,
    passwordHash: own ? 'argon2id m=19456 t=2 p=1' : '',
    decision: verdicts.id(taken[0]?.key ?? 'identity.tokens'),
  }
}
