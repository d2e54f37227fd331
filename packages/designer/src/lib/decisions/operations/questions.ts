import type { Question } from '../../decision.ts'
import { alerting } from './alerting.ts'
import { deployment, migrations } from './deployment.ts'
import { observability } from './observability.ts'

/** The questions of this area that a brief raises. */
export const operationsQuestions = (): Question[] => [
  alerting,
  observability,
  deployment,
  migrations,
]
