import type { Kind, Rule, RulesByKind } from '../rule.ts'
import { eventWithoutIdentity, eventWithoutSchema } from './asyncapi/events.ts'
import {
  floatingImage,
  missingHealthCheck,
  missingLimits,
  missingProbe,
  openDatabase,
  secretInDeployment,
  singleReplica,
} from './deployment/containers.ts'
import {
  callCycle,
  seenByNobody,
  servicesWithoutTeams,
  sharedDatabase,
  synchronousChain,
} from './deployment/services.ts'
import {
  designedCacheWithoutEnd,
  designedObjectiveWithoutAlert,
  designedSagaWithoutUndo,
  designedServicesWithoutTeams,
  designedWaitWithoutEnd,
} from './design/design.ts'
import { missingErrorSchema, ownErrorFormat } from './openapi/errors.ts'
import { unpagedList } from './openapi/lists.ts'
import { noVersion, verbsInPaths } from './openapi/paths.ts'
import { missingAuth, postWithoutIdempotency, secretInAnswer } from './openapi/safety.ts'
import { tableShapedApi } from './openapi/tables.ts'
import { bodyInLog, cacheWithoutEnd, endlessMemoryCache } from './source/caches.ts'
import { brokenCipher, fastPasswordHash, guessableToken, ownCipher } from './source/cryptography.ts'
import { queryInLoop, remoteCallInLoop } from './source/loops.ts'
import { unindexedQuery } from './source/queries.ts'
import { retryWithoutIdempotency } from './source/retries.ts'
import { secretInCode } from './source/secrets.ts'
import { missingTimeout } from './source/timeouts.ts'
import {
  constraintLocksTable,
  dropInUse,
  indexLocksWrites,
  notNullLocksTable,
  renameInUse,
  requiredWithoutDefault,
  rewriteOnDefault,
  rewriteOnTypeChange,
} from './sql/migrations.ts'
import { moneyAsFloat, unindexedForeignKey } from './sql/schema.ts'
import { changeOfAllRows, concurrentlyInTransaction } from './sql/transactions.ts'

export const rulesByKind: RulesByKind = {
  deployment: [
    sharedDatabase,
    synchronousChain,
    callCycle,
    servicesWithoutTeams,
    seenByNobody,
    secretInDeployment,
    openDatabase,
    floatingImage,
    missingProbe,
    missingLimits,
    singleReplica,
    missingHealthCheck,
  ],
  openapi: [
    missingAuth,
    secretInAnswer,
    postWithoutIdempotency,
    unpagedList,
    missingErrorSchema,
    ownErrorFormat,
    tableShapedApi,
    verbsInPaths,
    noVersion,
  ],
  asyncapi: [eventWithoutSchema, eventWithoutIdentity],
  sql: [
    requiredWithoutDefault,
    concurrentlyInTransaction,
    dropInUse,
    renameInUse,
    rewriteOnTypeChange,
    rewriteOnDefault,
    notNullLocksTable,
    constraintLocksTable,
    indexLocksWrites,
    changeOfAllRows,
  ],
  schema: [unindexedForeignKey, moneyAsFloat],
  source: [
    fastPasswordHash,
    ownCipher,
    brokenCipher,
    guessableToken,
    secretInCode,
    missingTimeout,
    retryWithoutIdempotency,
    queryInLoop,
    remoteCallInLoop,
    unindexedQuery,
    cacheWithoutEnd,
    endlessMemoryCache,
    bodyInLog,
  ],
  design: [
    designedSagaWithoutUndo,
    designedServicesWithoutTeams,
    designedCacheWithoutEnd,
    designedWaitWithoutEnd,
    designedObjectiveWithoutAlert,
  ],
}

/** What is said of a rule, without the rule's code. */
export type RuleText = Omit<Rule, 'find'> & { kind: Kind }

/** Every rule with the kind of document it reads, in the order of the table in docs/review.md. */
export function listRules(): RuleText[] {
  const kinds = Object.keys(rulesByKind) as Kind[]
  return kinds.flatMap((kind) =>
    rulesByKind[kind].map(({ id, severity, title, why, instead, source }) => {
      return { id, severity, title, why, instead, source, kind }
    }),
  )
}
