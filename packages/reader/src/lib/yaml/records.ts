import {
  Actor,
  Ask,
  Assumption,
  Capability,
  Constraints,
  Dependency,
  Entity,
  Fact,
  Objectives,
  Operation,
  Sentence,
  Team,
} from '@archwright/model'

import type { QuantityKind } from './quantities.ts'

/** How one key of a record is read. */
export interface FieldRule {
  /** The key of the Brief that it fills. */
  to: string
  /** Read as a quantity; anything else is taken as it stands. */
  quantity?: QuantityKind
  /** Human keys such as "rpo" need their unit; canonical keys such as "rpoSeconds" bear it. */
  needsUnit?: boolean
}

/** The keys a record may have. */
export type RecordRules = ReadonlyMap<string, FieldRule>

/** Sections that hold one record, and sections that hold several under names. */
export const singleSections = ['objectives', 'team', 'constraints'] as const
export const namedSections = ['actors', 'entities', 'operations', 'dependencies'] as const
export const listedSections = [
  'capabilities',
  'asks',
  'facts',
  'assumptions',
  'notUnderstood',
] as const

interface Properties {
  properties: object
}

function rules(
  { properties }: Properties,
  quantities: Readonly<Record<string, QuantityKind>> = {},
  aliases: Readonly<Record<string, readonly [to: string, quantity: QuantityKind]>> = {},
): RecordRules {
  const own = Object.keys(properties).map((to): [string, FieldRule] => {
    const quantity = quantities[to]
    return [to, quantity ? { to, quantity } : { to }]
  })
  const more = Object.entries(aliases).map(([alias, [to, quantity]]): [string, FieldRule] => [
    alias,
    { to, quantity, needsUnit: quantity !== 'count' && quantity !== 'share' },
  ])
  return new Map([...own, ...more])
}

/** How each section's records are read. The operation's "rate", "peak" and "latency" are read apart. */
export const recordRules = {
  actors: rules(Actor, { count: 'count', concurrent: 'count' }),
  entities: rules(
    Entity,
    { count: 'count', growthPerSecond: 'rate', bytes: 'bytes' },
    { growth: ['growthPerSecond', 'rate'], size: ['bytes', 'bytes'] },
  ),
  operations: rules(
    Operation,
    {
      ratePerSecond: 'rate',
      peakFactor: 'number',
      latencyMs: 'milliseconds',
      percentile: 'share',
      staleSeconds: 'seconds',
      payloadBytes: 'bytes',
    },
    {
      rate: ['rate', 'rate'],
      peak: ['peak', 'rate'],
      latency: ['latency', 'milliseconds'],
      stale: ['staleSeconds', 'seconds'],
      payload: ['payloadBytes', 'bytes'],
    },
  ),
  dependencies: rules(
    Dependency,
    { latencyMs: 'milliseconds', availability: 'share', ratePerSecond: 'rate' },
    { latency: ['latencyMs', 'milliseconds'], rate: ['ratePerSecond', 'rate'] },
  ),
  objectives: rules(
    Objectives,
    {
      availability: 'share',
      durability: 'share',
      rpoSeconds: 'seconds',
      rtoSeconds: 'seconds',
      retentionSeconds: 'seconds',
      regions: 'count',
    },
    {
      rpo: ['rpoSeconds', 'seconds'],
      rto: ['rtoSeconds', 'seconds'],
      retention: ['retentionSeconds', 'seconds'],
    },
  ),
  team: rules(Team, { engineers: 'count', teams: 'count' }),
  constraints: rules(Constraints, { machines: 'count' }, { budget: ['budget', 'money'] }),
  capabilities: rules(Capability),
  asks: rules(Ask),
  facts: rules(Fact),
  assumptions: rules(Assumption),
  notUnderstood: rules(Sentence),
} as const satisfies Record<string, RecordRules>
