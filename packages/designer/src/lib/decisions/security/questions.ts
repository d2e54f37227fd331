import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { authorization, passwords, tokens } from './identity.ts'
import { rateLimits } from './limits.ts'
import { paymentIsolation } from './payment-isolation.ts'

/** The questions of this area that a brief raises. */
export const securityQuestions = ({ signals }: Situation): Question[] => [
  tokens,
  ...when(signals.any('identity', 'asks authentication'), passwords),
  authorization,
  rateLimits,
  ...when(signals.any('payments', 'subscriptions'), paymentIsolation),
]
