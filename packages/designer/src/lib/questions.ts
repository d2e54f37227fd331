import { constrain } from './constraints.ts'
import type { Question } from './decision.ts'
import { alerting } from './decisions/alerting.ts'
import { pagination, versioning } from './decisions/api-conventions.ts'
import { availability } from './decisions/availability.ts'
import { backup } from './decisions/backup.ts'
import { boundaries } from './decisions/boundaries.ts'
import { cache } from './decisions/cache.ts'
import { dependencyQuestion } from './decisions/dependency.ts'
import { deployment, migrations } from './decisions/deployment.ts'
import { gateway } from './decisions/gateway.ts'
import { growth } from './decisions/growth.ts'
import { authorization, passwords, tokens } from './decisions/identity.ts'
import { internalApi } from './decisions/internal-api.ts'
import { jobs } from './decisions/jobs.ts'
import { rateLimits } from './decisions/limits.ts'
import { messaging } from './decisions/messaging.ts'
import { observability } from './decisions/observability.ts'
import { changeAndEvent, idempotency, stock } from './decisions/operation-consistency.ts'
import { paymentIsolation } from './decisions/payment-isolation.ts'
import { placing } from './decisions/placing.ts'
import { publicApi } from './decisions/public-api.ts'
import { realtimeApi } from './decisions/realtime-api.ts'
import { databaseScaling, replicas } from './decisions/scaling.ts'
import { search } from './decisions/search.ts'
import { shedding } from './decisions/shedding.ts'
import { primaryStore } from './decisions/store.ts'
import { topology } from './decisions/topology.ts'
import type { Situation } from './situation.ts'

/** The questions this brief raises, in the order in which they are answered and numbered. */
export function questionsFor(situation: Situation): Question[] {
  const { constraints } = situation.brief
  return raisedBy(situation).map((question) => constrain(question, constraints))
}

function raisedBy({ traits, brief, modules }: Situation): Question[] {
  const when = (arises: boolean, ...questions: Question[]) => (arises ? questions : [])
  return [
    topology,
    ...when(modules.length > 1, boundaries),
    primaryStore,
    ...when(traits.search, search),
    messaging,
    jobs,
    publicApi,
    ...when(traits.realtime, realtimeApi),
    ...when(modules.length > 1, internalApi),
    versioning,
    pagination,
    placing,
    changeAndEvent,
    idempotency,
    ...when(modules.includes('inventory'), stock),
    tokens,
    ...when(traits.identity, passwords),
    authorization,
    rateLimits,
    ...when(traits.payments, paymentIsolation),
    replicas,
    databaseScaling,
    growth,
    cache,
    gateway,
    availability,
    backup,
    ...brief.dependencies.map(dependencyQuestion),
    shedding,
    alerting,
    observability,
    deployment,
    migrations,
  ]
}
