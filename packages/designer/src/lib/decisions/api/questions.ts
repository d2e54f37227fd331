import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { pagination, versioning } from './api-conventions.ts'
import { gateway } from './gateway.ts'
import { internalApi } from './internal-api.ts'
import { publicApi } from './public-api.ts'
import { realtimeApi } from './realtime-api.ts'

/** The questions of this area that a brief raises. */
export const apiQuestions = ({ modules, signals }: Situation): Question[] => [
  publicApi,
  ...when(
    signals.any('realtime', 'two-way', 'presence', 'co-editing', 'asks websocket', 'asks sse'),
    realtimeApi,
  ),
  ...when(modules.length > 1, internalApi),
  versioning,
  pagination,
  gateway,
]
