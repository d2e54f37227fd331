import { InputError } from '@archwright/model/light'
import type { Change as InspectorChange } from '@graphql-inspector/core'
import { buildSchema, type GraphQLSchema } from 'graphql'

import type { Change, Severity } from './change.ts'
import type { Contract } from './read-contracts.ts'

const severityOf: Readonly<Record<string, Severity>> = {
  BREAKING: 'breaking',
  DANGEROUS: 'risky',
  NON_BREAKING: 'compatible',
}

/** Compares two GraphQL schemas in their definition language. */
export async function compareGraphql(before: Contract, after: Contract): Promise<Change[]> {
  const { diff } = await import('@graphql-inspector/core')
  return (await diff(schemaOf(before), schemaOf(after))).map(asChange)
}

function asChange({ message, path = 'schema', criticality }: InspectorChange): Change {
  const severity = severityOf[criticality.level] ?? 'risky'
  const change = { contract: 'graphql', severity, place: path, what: message } as const
  if (severity === 'compatible') return change
  return {
    ...change,
    why: criticality.reason ?? 'documents that were valid, or code made from them, fail',
    instead: 'add a field beside it and mark the old one @deprecated until nobody selects it',
  }
}

function schemaOf({ file, text }: Contract): GraphQLSchema {
  try {
    return buildSchema(text, { assumeValidSDL: false })
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    throw new InputError([{ where: file, what, right: 'give a whole schema in SDL' }])
  }
}
