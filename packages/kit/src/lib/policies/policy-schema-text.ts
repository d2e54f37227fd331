import { schemaToText } from '@cedar-policy/cedar-wasm/nodejs'

import type { Module } from '../module/define-module.ts'
import { actionsOf, schemaOf } from './policy-schema.ts'

/** What policies may speak of, in Cedar's own words. */
export function policySchemaText(modules: readonly Module[]): string {
  const answer = schemaToText(schemaOf(actionsOf(modules)))
  if (answer.type === 'success') return answer.text
  throw new TypeError(`policies: ${answer.errors.map(({ message }) => message).join('; ')}`)
}
