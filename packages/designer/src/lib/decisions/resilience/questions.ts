import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { hasServices } from '../security/services.ts'
import { availability } from './availability.ts'
import { backup } from './backup.ts'
import { deadlines } from './deadlines.ts'
import { dependencyQuestion } from './dependency.ts'
import { health } from './health.ts'
import { internalCalls } from './internal.ts'
import { isolation } from './isolation.ts'
import { shedding } from './shedding.ts'
import { waitingRoom } from './waiting-room.ts'
import { webhookDelivery } from './webhook-delivery.ts'

/** The questions of this area that a brief raises. */
export const resilienceQuestions = (situation: Situation): Question[] => {
  const { brief, signals } = situation
  return [
    availability,
    backup,
    ...brief.dependencies.map(dependencyQuestion),
    ...when(hasServices(situation), internalCalls),
    ...when(signals.any('webhooks', 'asks webhooks'), webhookDelivery),
    ...when(
      signals.any('isolation') &&
        signals.any('tasks', 'scheduled', 'long-running', 'batch', 'tenants', 'outside-calls'),
      isolation,
    ),
    deadlines,
    ...when(signals.any('crowd'), waitingRoom),
    shedding,
    health,
  ]
}
