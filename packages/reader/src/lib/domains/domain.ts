import type {
  Actor,
  Capability,
  Dependency,
  Entity,
  Fact,
  Objectives,
  Operation,
} from '@archwright/model'
import type { CapabilityName, TechniqueName } from '@archwright/model/light'

import type { Assumptions } from '../assumptions.ts'
import type { Deed } from './deeds.ts'
import type { OutsideName } from './outside.ts'

/** What a domain starts from: what was recognized and what was stated. */
export interface Recognized {
  capabilities: readonly Capability[]
  /** What the text says that the system does not do. */
  refused: readonly CapabilityName[]
  facts: readonly Fact[]
  objectives: Objectives
  /** Who does what to what, in the order of the text. */
  deeds: readonly Deed[]
  /** The technique on which the whole brief centers, if it does. */
  concern: TechniqueName | undefined
  /** Systems of others that it depends on. */
  outside: readonly OutsideName[]
  given: Given
}

/** What the brief gives by name, so that it need not be assumed. */
export interface Given {
  /** Whether it lists its operations or entities itself. */
  operations: boolean
  entities: boolean
  loads: ReadonlyMap<string, StatedLoad>
  /** Rows at the start, by entity. */
  rows: ReadonlyMap<string, number>
  dependencies: ReadonlyMap<string, Partial<Omit<Dependency, 'name'>>>
}

/** Prose names nothing as YAML does. */
export const nothingGiven: Given = {
  operations: false,
  entities: false,
  loads: new Map(),
  rows: new Map(),
  dependencies: new Map(),
}

/** What a brief states about one operation. */
export interface StatedLoad {
  ratePerSecond?: number
  rateIs?: 'average' | 'peak'
  peakFactor?: number
  latencyMs?: number
  percentile?: number
}

/** The parts of a brief that a domain fills, each value that was not stated noted as an assumption. */
export interface Filled {
  capabilities: Capability[]
  actors: Actor[]
  entities: Entity[]
  operations: Operation[]
  dependencies: Dependency[]
  objectives: Objectives
}

/** Fills a brief from what was recognized. */
export type FillDomain = (recognized: Recognized, assumptions: Assumptions) => Filled

/** Seconds. */
export const year = 365 * 86_400

/** A stated total over a day or more is an average; a stated capability per second is a peak. */
export function levelOf({ unit }: Fact): 'average' | 'peak' {
  return /\/(?:day|week|month|year)$/.test(unit) ? 'average' : 'peak'
}
