import { answerIn } from '../../answer.ts'
import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { authorization } from './authorization.ts'
import { callersOf } from './callers.ts'
import { browsers, floods, input } from './edge.ts'
import { rateLimits } from './limits.ts'
import { passwords } from './passwords.ts'
import { paymentIsolation } from './payment-isolation.ts'
import { provider, tokens } from './people.ts'
import { devices, programs } from './programs.ts'
import { audit, privacy } from './records.ts'
import { secrets } from './secrets.ts'
import { hasServices, services } from './services.ts'
import { tenantIsolation } from './tenants.ts'
import { webhookSignatures } from './webhook-signatures.ts'

/** The questions of this area that a brief raises. */
export const securityQuestions = (situation: Situation): Question[] => {
  const { signals, brief } = situation
  const callers = callersOf(situation)
  const signIn = signals.any('identity', 'single-sign-on', 'asks authentication')
  const people = callers.people.length > 0
  const sensitive = brief.entities.some(({ sensitivity }) => sensitivity !== 'none')
  return [
    ...when(people || callers.programs.length + callers.devices.length === 0, tokens),
    ...when(signIn, provider),
    ...when(signIn && answerIn(situation, provider) === 'our own identity module', passwords),
    ...when(callers.programs.length > 0, programs),
    ...when(callers.devices.length > 0, devices),
    ...when(hasServices(situation), services),
    authorization,
    ...when(signals.any('tenants', 'own-stamp'), tenantIsolation),
    rateLimits,
    input,
    ...when(people && !onlyMobile(situation), browsers),
    ...when(
      brief.actors.some(({ trust }) => trust === 'public'),
      floods,
    ),
    secrets,
    ...when(signals.any('payments', 'subscriptions'), paymentIsolation),
    ...when(sensitive || signals.any('identity', 'health'), privacy),
    ...when(
      signals.any('audit', 'health', 'ledger') || (brief.objectives.compliance ?? []).length > 0,
      audit,
    ),
    ...when(tellsOthers(situation), webhookSignatures),
  ]
}

const onlyMobile = ({ brief }: Situation) =>
  brief.actors.every(({ clients }) => clients.length > 0 && !clients.some(isBrowser))

const tellsOthers = ({ signals }: Situation) =>
  signals.any('webhooks', 'asks webhooks') ||
  (signals.any('signed-messages') && signals.any('program-clients', 'integration'))

const isBrowser = (client: string) => client === 'web' || client === 'browser-admin'
