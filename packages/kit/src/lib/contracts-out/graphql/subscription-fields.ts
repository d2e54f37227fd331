import {
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql'

import type { EventSpec } from '../../contract/event.ts'
import type { Subscription } from '../../contract/subscription.ts'
import { plainSchema } from '../json-schema.ts'
import { fieldNameOf, typeNameOf } from './names.ts'
import { afterArgument, type Resolvers } from './resolvers.ts'
import { scalars } from './scalars.ts'
import { defaultOf, describe, required, type Types } from './types.ts'

/** A field for each subscription; it answers with one event after the other. */
export function subscriptionFields<Context>(
  subscriptions: readonly Subscription[],
  types: Types,
  resolvers: Resolvers<Context> | undefined,
): [string, GraphQLFieldConfig<unknown, Context>][] {
  return subscriptions.map((subscription) => {
    const { name, summary } = subscription
    const input = plainSchema(subscription.input)
    const args = Object.entries(input.properties ?? {}).map(([key, property]) => {
      const type = types.input(property, `${typeNameOf(name)}${typeNameOf(key)}`)
      const config = { ...describe(property), ...defaultOf(property) }
      return [key, { type: required(input, key, type), ...config }] as const
    })
    if (input.properties && afterArgument in input.properties) {
      throw new TypeError(`${name}: the argument "${afterArgument}" is GraphQL's own`)
    }
    return [
      fieldNameOf(name),
      {
        type: toldOf(subscription, types),
        description: summary,
        args: { ...Object.fromEntries(args), [afterArgument]: after },
        ...(resolvers
          ? { subscribe: resolvers.follow(subscription), resolve: (told) => told }
          : {}),
      },
    ]
  })
}

const after = {
  type: GraphQLString,
  description: 'Position of the last event that was told; without it, what happens from now on.',
}

/** An event with its place in the order of all, so that a client can go on behind it. */
function toldOf({ name, events }: Subscription, types: Types): GraphQLObjectType {
  const told = `${typeNameOf(name)}Told`
  const data = dataOf(told, events, types)
  return types.make(
    told,
    () =>
      new GraphQLObjectType({
        name: told,
        fields: {
          position: { type: new GraphQLNonNull(GraphQLString) },
          id: { type: new GraphQLNonNull(GraphQLID) },
          event: { type: new GraphQLNonNull(GraphQLString), description: 'Name of the event.' },
          time: { type: new GraphQLNonNull(scalars.DateTime) },
          data: { type: new GraphQLNonNull(data as GraphQLObjectType) }, // `Types` makes no NonNull
        },
      }),
  )
}

function dataOf(told: string, events: readonly EventSpec[], types: Types): GraphQLOutputType {
  const all = events.map((event) => types.output(plainSchema(event.data), typeNameOf(event.name)))
  const [first, ...more] = all
  if (first && more.length === 0) return first
  if (!all.every((type) => type instanceof GraphQLObjectType)) return scalars.JSON
  const name = `${told}Data`
  const byEvent = new Map<string, string | undefined>(
    events.map((event, index) => [event.name, all[index]?.name]),
  )
  const resolveType = (data: unknown) => byEvent.get(eventNameOf(data) ?? '')
  return new GraphQLUnionType({ name, types: [...new Set(all)], resolveType })
}

const eventName = Symbol('event')

/** Data of an event that says which one it is, to a union of several. */
export function dataOfEvent(event: string, data: unknown): unknown {
  return typeof data === 'object' && data !== null ? { ...data, [eventName]: event } : data
}

function eventNameOf(data: unknown): string | undefined {
  return (data as { [eventName]?: string })[eventName]
}
