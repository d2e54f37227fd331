import {
  GraphQLBoolean,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql'

import type { Operation } from '../../contract/operation.ts'
import { plainSchema } from '../json-schema.ts'
import type { FieldNote } from './field-note.ts'
import type { Types } from './types.ts'

/** Arguments of a page as operations declare it, and what they are called in a connection. */
export const pageArguments = { limit: 'first', cursor: 'after' } as const

/** A page of nodes as the Relay Cursor Connections Specification shapes it. */
export function connectionOf(types: Types, node: GraphQLOutputType): GraphQLObjectType {
  const name = String(node)
  const edge = types.make(`${name}Edge`, () => {
    const fields = { node: { type: nonNull(node) }, cursor: { type: nonNull(GraphQLString) } }
    return new GraphQLObjectType({ name: `${name}Edge`, fields })
  })
  return types.make(`${name}Connection`, () => {
    const edges = { type: nonNull(new GraphQLList(nonNull(edge))) }
    const pageInfo = { type: nonNull(pageInfoOf(types)) }
    return new GraphQLObjectType({ name: `${name}Connection`, fields: { edges, pageInfo } })
  })
}

function pageInfoOf(types: Types): GraphQLObjectType {
  const flag = { type: nonNull(GraphQLBoolean) }
  const cursor = { type: GraphQLString }
  return types.make(
    'PageInfo',
    () =>
      new GraphQLObjectType({
        name: 'PageInfo',
        fields: {
          hasNextPage: flag,
          hasPreviousPage: flag,
          startCursor: cursor,
          endCursor: cursor,
        },
      }),
  )
}

/** The arguments `first` and `after`. */
export function connectionArguments(operation: Operation): GraphQLFieldConfigArgumentMap {
  const { usual, most } = pageSizeOf(operation)
  return {
    first: { type: GraphQLInt, defaultValue: usual, description: `How many, ${most} at most.` },
    after: { type: GraphQLString, description: 'Cursor of the edge after which to go on.' },
  }
}

/** How many items a page has when nobody says, and at most. */
export function pageSizeOf({ input, name }: Operation): NonNullable<FieldNote['page']> {
  const { default: usual, maximum: most } = plainSchema(input).properties?.limit ?? {}
  if (typeof usual === 'number' && typeof most === 'number') return { usual, most }
  throw new TypeError(`${name} is paged: its field "limit" needs a default and a maximum`)
}

/** Schema of a page's items. */
export function itemOf({ output, name }: Operation) {
  const item = plainSchema(output).properties?.items?.items
  if (!item) throw new TypeError(`${name} is paged: its output has no items`)
  return item
}

function nonNull(type: GraphQLOutputType) {
  return new GraphQLNonNull(type as GraphQLObjectType) // never itself a NonNull: `Types` makes none
}
