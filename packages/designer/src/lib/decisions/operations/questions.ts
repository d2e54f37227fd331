import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { alerting } from './alerting.ts'
import { deployment, migrations } from './deployment.ts'
import { logs, observability, telemetryStore } from './observability.ts'
import { orchestration } from './orchestration.ts'
import { flags, pipeline } from './releases.ts'
import { testing } from './testing.ts'

/** The questions of this area that a brief raises. */
export const operationsQuestions = ({ signals, team, needs }: Situation): Question[] => [
  alerting,
  observability,
  logs,
  telemetryStore,
  orchestration,
  pipeline,
  deployment,
  ...when(
    signals.any('toggles', 'many-teams') || team.teams > 1 || needs.availability >= 0.9995,
    flags,
  ),
  migrations,
  testing,
]
