import type { Severity } from '../change.ts'

/** Who writes the data: `told` is read by consumers, `taken` is sent by them. */
export type Direction = 'told' | 'taken'

interface SchemaRule {
  readonly told: Severity
  readonly taken: Severity
  readonly why: string
  readonly instead: string
}

const keep = 'keep it as it is and add a field beside it'
const reader = 'who reads it meets what the contract ruled out'
const sender = 'what was accepted is refused'

/**
 * When a change of a schema breaks somebody. Data that is told may grow fields, and may promise more; data that is
 * taken may ask for less. Readers are expected to skip fields they do not know.
 */
export const schemaRules = {
  'field-added': {
    told: 'compatible',
    taken: 'compatible',
    why: '',
    instead: '',
  },
  'required-field-added': {
    told: 'compatible',
    taken: 'breaking',
    why: 'who sends without it is refused',
    instead: 'make it optional, with what it means when it is absent',
  },
  'field-removed': {
    told: 'breaking',
    taken: 'breaking',
    why: 'who reads it finds nothing; who sends it is refused',
    instead: 'keep it, deprecated, until nobody uses it',
  },
  'field-may-be-absent': {
    told: 'breaking',
    taken: 'compatible',
    why: 'who relies on it finds nothing',
    instead: 'keep telling it always',
  },
  'field-must-be-given': {
    told: 'compatible',
    taken: 'breaking',
    why: 'who sends without it is refused',
    instead: 'leave it optional, with what it means when it is absent',
  },
  'type-changed': {
    told: 'breaking',
    taken: 'breaking',
    why: 'values of one type are not those of the other',
    instead: keep,
  },
  'values-added': {
    told: 'breaking',
    taken: 'compatible',
    why: reader,
    instead: keep,
  },
  'values-removed': {
    told: 'compatible',
    taken: 'breaking',
    why: sender,
    instead: 'accept them, deprecated, until nobody sends them',
  },
  'bound-loosened': {
    told: 'breaking',
    taken: 'compatible',
    why: reader,
    instead: 'stay inside the bound that was promised',
  },
  'bound-tightened': {
    told: 'compatible',
    taken: 'breaking',
    why: sender,
    instead: 'accept what was accepted',
  },
  'shape-changed': {
    told: 'breaking',
    taken: 'breaking',
    why: 'values of the one shape need not have the other',
    instead: keep,
  },
} as const satisfies Readonly<Record<string, SchemaRule>>

export type SchemaRuleName = keyof typeof schemaRules
