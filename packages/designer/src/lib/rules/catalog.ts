import type { Rule } from '@archwright/model'

import { architectureRules } from './architecture.ts'
import { availabilityRules } from './availability.ts'
import { cachingRules } from './caching.ts'
import { capacityRules } from './capacity.ts'
import { consistencyRules } from './consistency.ts'
import { costRules } from './cost.ts'
import { dataRules } from './data.ts'
import { identityRules } from './identity.ts'
import { interfaceRules } from './interfaces.ts'
import { messagingRules } from './messaging.ts'
import { networkRules } from './network.ts'
import { operationsRules } from './operations.ts'
import { protectionRules } from './protection.ts'
import { storeRules } from './stores.ts'
import { workRules } from './work.ts'

const tables = {
  ...capacityRules,
  ...workRules,
  ...dataRules,
  ...storeRules,
  ...cachingRules,
  ...messagingRules,
  ...consistencyRules,
  ...interfaceRules,
  ...architectureRules,
  ...availabilityRules,
  ...protectionRules,
  ...identityRules,
  ...operationsRules,
  ...networkRules,
  ...costRules,
}

/** The name by which decisions and lines cite a rule. */
export type RuleId = keyof typeof tables

/** Every rule the designer may cite, each with its unit, conditions, source, date and grade. */
export const rules: readonly Rule[] = Object.entries(tables).map(([id, rule]) => ({ id, ...rule }))

/** The value of a rule, or the middle of its interval. */
export function figure(id: RuleId): number {
  const { value } = tables[id]
  return typeof value === 'number' ? value : value.mid
}

/** The interval of a rule; all three are the value where it has none. */
export function interval(id: RuleId): { low: number; mid: number; high: number } {
  const { value } = tables[id]
  return typeof value === 'number' ? { low: value, mid: value, high: value } : value
}
