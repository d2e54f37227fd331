import type { Caller } from '@archwright/model'

import { callersOf as sort } from '../decisions/security/callers.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

const day = 86_400

/** Each kind of caller, by what it proves itself, and how a stolen proof is ended. */
export function callersOf(situation: Situation, verdicts: Verdicts): Caller[] {
  const { people, programs, devices } = sort(situation)
  const sessions = verdicts.chosen('identity.tokens') === 'server sessions'
  const rows: Caller[] = [
    row(verdicts, 'identity.tokens', {
      kind: 'people',
      names: people,
      lifeSeconds: sessions ? figure('session.idle') : figure('token.life'),
      revoked: sessions
        ? 'delete the session; it holds from the next call on'
        : 'revoke the family of refresh tokens; the access token ends by itself',
    }),
    row(verdicts, 'identity.programs', {
      kind: 'programs',
      names: programs,
      lifeSeconds: figure('key.rotation') * day,
      revoked: 'delete the hash; it holds from the next call on',
    }),
    row(verdicts, 'identity.devices', {
      kind: 'devices',
      names: devices,
      lifeSeconds: 365 * day,
      revoked: 'put its serial number on the list of the revoked',
    }),
    row(verdicts, 'identity.services', {
      kind: 'services',
      names: [...situation.modules],
      lifeSeconds: figure('certificate.workload') * 3600,
      revoked: 'take the service’s name off the list; its certificate ends within a day',
    }),
  ]
  return rows.filter(({ decision }) => decision !== '')
}

const row = (
  verdicts: Verdicts,
  key: string,
  rest: Omit<Caller, 'proves' | 'decision'>,
): Caller => ({ ...rest, proves: verdicts.chosen(key), decision: verdicts.id(key) })
