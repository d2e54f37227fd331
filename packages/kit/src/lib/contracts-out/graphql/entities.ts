import {
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  type GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  printSchema,
} from 'graphql'

import { noted } from './field-note.ts'
import type { Entities, Resolvers } from './resolvers.ts'

export interface EntityParts<Context> {
  readonly schema: GraphQLSchema
  readonly entities: Entities
  readonly resolvers: Resolvers<Context> | undefined
}

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])'

/** The schema as a subgraph says it to a gateway: with the key of each entity. */
export function printSubgraph(schema: GraphQLSchema, entities: Entities): string {
  const text = printSchema(schema).replaceAll(/^type (\w+) \{$/gm, (line, name: string) => {
    const key = entities.get(name)
    if (key) return `type ${name} @key(fields: "${key.property}") {`
    // Values without a key are the same in every subgraph that knows them.
    return roots.has(name) ? line : `type ${name} @shareable {`
  })
  return `${link}\n\n${text}\n`
}

const roots: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription'])

/** `_service` and `_entities`, as Apollo Federation's subgraph specification names them. */
export function entityFields<Context>({
  schema,
  entities,
  resolvers,
}: EntityParts<Context>): GraphQLFieldConfigMap<unknown, Context> {
  const sdl = printSubgraph(schema, entities)
  const service = { _service: { type: new GraphQLNonNull(Service), resolve: () => ({ sdl }) } }
  if (entities.size === 0) return service
  const types = [...entities.keys()].map((name) => schema.getType(name) as GraphQLObjectType) // entities are object types of it
  const entity = new GraphQLUnionType({ name: '_Entity', types })
  return {
    ...service,
    _entities: {
      type: new GraphQLNonNull(new GraphQLList(entity)),
      args: { representations: { type: new GraphQLNonNull(listOfAny) } },
      ...noted({ each: 'representations' }),
      ...(resolvers ? { resolve: resolvers.entities(entities) } : {}),
    },
  }
}

const Service = new GraphQLObjectType({
  name: '_Service',
  fields: { sdl: { type: new GraphQLNonNull(GraphQLString) } },
})

const listOfAny = new GraphQLList(new GraphQLNonNull(new GraphQLScalarType({ name: '_Any' })))
