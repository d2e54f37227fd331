import { printSchema } from 'graphql'

import type { Module } from '../../module/define-module.ts'
import { printSubgraph } from './entities.ts'
import { buildSchema } from './schema.ts'

/** The modules' operations as a GraphQL schema in its own language; the same text on every run. */
export function emitGraphql(
  modules: readonly Module[],
  { federation = false }: { readonly federation?: boolean } = {},
): string {
  const { schema, entities } = buildSchema({ modules })
  return federation ? printSubgraph(schema, entities) : `${printSchema(schema)}\n`
}
