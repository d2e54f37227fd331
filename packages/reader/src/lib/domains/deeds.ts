import type { Fact } from '@archwright/model'
import type { CapabilityName, QualityName } from '@archwright/model/light'

import type { Act } from '../prose/acts.ts'
import { keptBy } from './kept-entities.ts'

/** An act of the text with what its sentence says besides. */
export interface Deed {
  act: Act
  /** What the words of the act itself mean, the nearest to its object first. */
  own: readonly CapabilityName[]
  /** What else its sentence speaks of. */
  nearby: readonly CapabilityName[]
  qualities: ReadonlySet<QualityName>
  facts: readonly Fact[]
}

/** The module to which a deed belongs: that of its own words, else of its sentence, else none yet. */
export function capabilityOf({ own, nearby }: Deed): CapabilityName | undefined {
  return [...own, ...nearby].find((name) => !passing.has(name) && keptBy(name) !== undefined)
}

/** What is done to the things of other modules, and is seldom a module that others build on. */
const passing: ReadonlySet<CapabilityName> = new Set([
  'search',
  'tenants',
  'caching',
  'reporting',
  'audit',
])
