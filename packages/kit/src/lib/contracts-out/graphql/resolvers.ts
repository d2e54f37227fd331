import type { GraphQLFieldResolver } from 'graphql'

import type { Operation } from '../../contract/operation.ts'
import type { Subscription } from '../../contract/subscription.ts'

/** How fields come to their values. The document needs none. */
export interface Resolvers<Context = unknown> {
  /** A field of Query or Mutation: its arguments are the operation's input. */
  call(operation: Operation): Resolver<Context>
  /** A field of Query that is a Relay connection. */
  page(operation: Operation): Resolver<Context>
  /** A field for what a property of its object refers to. */
  refer(reference: ResolvedReference): Resolver<Context>
  /** A field of Subscription. */
  follow(subscription: Subscription): Resolver<Context>
  /** `_entities`: objects by their keys. @param entities name of the type → how one is got. */
  entities(entities: Entities): Resolver<Context>
}

export type Resolver<Context> = GraphQLFieldResolver<unknown, Context>

export type Entities = ReadonlyMap<string, ResolvedReference>

/** A property whose value is the input of a query. */
export interface ResolvedReference {
  readonly property: string
  readonly operation: Operation
  /** The query's one required input field. */
  readonly field: string
  /** Whether the property holds many values. */
  readonly list: boolean
}

/** Argument of a keyed mutation, in the place of REST's Idempotency-Key header. */
export const keyArgument = 'idempotencyKey'
/** Argument of a subscription: the position after which to go on. */
export const afterArgument = 'after'
