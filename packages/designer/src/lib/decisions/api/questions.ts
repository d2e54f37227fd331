import { answerIn } from '../../answer.ts'
import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { isApart } from '../core/topology.ts'
import { pagination, versioning } from './api-conventions.ts'
import { audiencesOf, callingPrograms } from './audiences.ts'
import { balancing } from './balancing.ts'
import { contracts, errors, links } from './contracts.ts'
import { frontEndKinds, frontEnds } from './front-ends.ts'
import { gateway } from './gateway.ts'
import { internalApi } from './internal-api.ts'
import { deviceApi, programApi } from './other-clients.ts'
import { publicApi } from './public-api.ts'
import { isLive, realtimeApi } from './realtime-api.ts'
import { webhookApi } from './webhook-api.ts'
import { batches, filters, isList, longRunning } from './work-shapes.ts'

/** The questions of this area that a brief raises. */
export const apiQuestions = (situation: Situation): Question[] => {
  const { modules, signals, brief } = situation
  const { people, devices } = audiencesOf(brief)
  const several = frontEndKinds(situation).length > 1
  const rest = answerIn(situation, publicApi) === 'REST'
  return [
    publicApi,
    ...when(people.length > 0 && callingPrograms(situation).length > 0, programApi),
    ...when(devices.length > 0, deviceApi),
    ...when(isLive(situation), realtimeApi),
    ...when(signals.any('webhooks', 'asks webhooks'), webhookApi),
    ...when(signals.any('asks bff') || (several && signals.any('many-client-kinds')), frontEnds),
    ...when(modules.length > 1 || isApart(situation), internalApi),
    versioning,
    pagination,
    ...when(
      brief.operations.some(({ name }) => isList(name)),
      filters,
    ),
    ...when(signals.any('import-export', 'batch', 'offline') || devices.length > 0, batches),
    ...when(signals.any('long-running', 'tasks', 'import-export', 'batch'), longRunning),
    ...when(rest && signals.any('workflow', 'orders', 'program-clients'), links),
    errors,
    contracts,
    gateway,
    balancing,
  ]
}
