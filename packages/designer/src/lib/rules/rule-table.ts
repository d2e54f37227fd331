import type { Rule } from '@archwright/model'

/** Rules of one subject by id; the catalog puts the id into each. */
export type RuleTable = Record<string, Omit<Rule, 'id'>>

/** The day on which the sources below were read. */
export const retrieved = '2026-11-20'
