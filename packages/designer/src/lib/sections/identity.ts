import type { Design } from '@archwright/model'

import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** Who may sign in, by what, and for how long. */
export function identityOf({ brief, signals }: Situation, verdicts: Verdicts): Design['identity'] {
  const roles = brief.actors.map(({ name }) => name)
  return {
    authentication: ['jwt', ...(signals.any('program-clients') ? ['api-key'] : [])],
    accessTokenSeconds: figure('token.life'),
    refreshTokenSeconds: 30 * 86_400,
    roles: signals.any('identity', 'asks authentication')
      ? [...new Set([...roles.filter((role) => role !== 'provider'), 'service'])]
      : roles,
    passwordHash: signals.any('identity', 'asks authentication') ? 'argon2id m=19456 t=2 p=1' : '',
    decision: verdicts.id('identity.tokens'),
  }
}
