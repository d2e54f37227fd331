import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql'

import { type Operation, restOf } from '../../contract/operation.ts'
import type { Module } from '../../module/define-module.ts'
import { type JsonSchema, plainSchema } from '../json-schema.ts'
import {
  connectionArguments,
  connectionOf,
  itemOf,
  pageArguments,
  pageSizeOf,
} from './connection.ts'
import { entityFields } from './entities.ts'
import { noted } from './field-note.ts'
import { fieldNameOf, isFieldName, typeNameOf } from './names.ts'
import { findReferences } from './references.ts'
import { type Entities, keyArgument, type ResolvedReference, type Resolvers } from './resolvers.ts'
import { subscriptionFields } from './subscription-fields.ts'
import { defaultOf, describe, required, sizeOf, Types, usualItems } from './types.ts'

export interface SchemaParts<Context> {
  /** Modules whose operations are offered. */
  readonly modules: readonly Module[]
  /** Modules of other processes: what they offer may be referred to. */
  readonly elsewhere?: readonly Module[]
  /** Absent: the schema is for reading only. */
  readonly resolvers?: Resolvers<Context>
  /** Adds what a gateway asks of a subgraph of Apollo Federation 2. */
  readonly federation?: boolean
}

export interface BuiltSchema {
  readonly schema: GraphQLSchema
  /** Objects that are known by a key. */
  readonly entities: Entities
}

type Fields<Context> = GraphQLFieldConfigMap<unknown, Context>

/** The modules' operations as one GraphQL schema, from their definitions alone. */
export function buildSchema<Context>(parts: SchemaParts<Context>): BuiltSchema {
  return new SchemaBuilder(parts).build()
}

class SchemaBuilder<Context> {
  readonly #parts: SchemaParts<Context>
  readonly #types: Types
  readonly #operations: ReadonlyMap<string, Operation>
  readonly #entities = new Map<string, ResolvedReference>()

  constructor(parts: SchemaParts<Context>) {
    this.#parts = parts
    this.#types = new Types((schema) => this.#references(schema))
    const all = [...parts.modules, ...(parts.elsewhere ?? [])].flatMap(({ handlers }) => handlers)
    this.#operations = new Map(all.map(({ operation }) => [operation.name, operation]))
  }

  build(): BuiltSchema {
    const { modules, resolvers, federation } = this.#parts
    const offered = modules
      .flatMap(({ handlers }) => handlers.map(({ operation }) => operation))
      .filter(isOffered)
    const fieldsOf = (kind: Operation['kind']) =>
      gathered(offered.filter((operation) => operation.kind === kind).map((o) => this.#field(o)))
    const query = fieldsOf('query')
    const follows = modules.flatMap(({ subscriptions = [] }) => subscriptions)
    const roots = {
      query: rootOf('Query', Object.keys(query).length > 0 ? query : nothingToAsk),
      mutation: rootOf('Mutation', fieldsOf('command')),
      subscription: rootOf(
        'Subscription',
        gathered(subscriptionFields(follows, this.#types, resolvers)),
      ),
    }
    const plain = new GraphQLSchema(roots) // makes all types, and with them finds the entities
    if (!federation) return { schema: plain, entities: this.#entities }
    const more = entityFields({ schema: plain, entities: this.#entities, resolvers })
    const queries = rootOf('Query', { ...(plain.getQueryType()?.toConfig().fields ?? {}), ...more })
    return {
      schema: new GraphQLSchema({ ...roots, query: queries }),
      entities: this.#entities,
    }
  }

  #field(operation: Operation): [string, GraphQLFieldConfig<unknown, Context>] {
    const { name, deprecatedSince } = operation
    const paged = operation.kind === 'query' && operation.paged
    const about = {
      description: descriptionOf(operation),
      ...(deprecatedSince ? { deprecationReason: `Since ${deprecatedSince}.` } : {}),
      args: { ...this.#arguments(operation), ...(paged ? connectionArguments(operation) : {}) },
    }
    return [
      fieldNameOf(name),
      { ...about, ...(paged ? this.#page(operation) : this.#call(operation)) },
    ]
  }

  #call(operation: Operation) {
    const { resolvers } = this.#parts
    return {
      type: this.#output(operation),
      ...noted({ operation, ...sizeOf(plainSchema(operation.output)) }),
      ...(resolvers ? { resolve: resolvers.call(operation) } : {}),
    }
  }

  #page(operation: Operation) {
    const { resolvers } = this.#parts
    const node = this.#types.output(itemOf(operation), `${typeNameOf(operation.name)}Item`)
    return {
      type: connectionOf(this.#types, node),
      ...noted({ operation, page: pageSizeOf(operation) }),
      ...(resolvers ? { resolve: resolvers.page(operation) } : {}),
    }
  }

  /** Nullable, so that one field that fails leaves the others their answers. */
  #output(operation: Operation) {
    return this.#types.output(plainSchema(operation.output), typeNameOf(operation.name))
  }

  #arguments(operation: Operation) {
    const input = plainSchema(operation.input)
    const paged = operation.kind === 'query' && operation.paged
    const properties = Object.entries(input.properties ?? {}).filter(
      ([key]) => !(paged && key in pageArguments),
    )
    const keyed = operation.kind === 'command' && operation.idempotency === 'key'
    for (const [key] of properties) {
      if (!isFieldName(key) || (keyed && key === keyArgument)) {
        throw new TypeError(`${operation.name}: GraphQL cannot have an argument "${key}"`)
      }
    }
    const args = properties.map(([key, property]) => {
      const type = this.#types.input(property, `${typeNameOf(operation.name)}${typeNameOf(key)}`)
      return [
        key,
        { type: required(input, key, type), ...describe(property), ...defaultOf(property) },
      ] as const
    })
    return { ...Object.fromEntries(args), ...(keyed ? { [keyArgument]: idempotencyKey } : {}) }
  }

  #references(schema: JsonSchema): Fields<unknown> {
    const { fields, key } = findReferences(schema, this.#operations)
    if (key) this.#entities.set(String(this.#output(key.operation)), key)
    const { resolvers } = this.#parts
    const configs = [...fields].map(([as, reference]) => {
      const { operation } = reference
      const type = this.#output(operation)
      const config = {
        type: reference.list ? new GraphQLList(type) : type,
        description: operation.summary,
        ...noted({ operation, ...(reference.list ? { items: usualItems } : {}) }),
        ...(resolvers ? { resolve: resolvers.refer(reference) } : {}),
      }
      return [as, config]
    })
    return Object.fromEntries(configs)
  }
}

const idempotencyKey = {
  type: new GraphQLNonNull(GraphQLString),
  description: 'Of your choice, new for each effect: a repeat with the same key has no second one.',
}

const nothingToAsk = {
  nothing: { type: GraphQLBoolean, description: 'There is nothing to ask here.' },
}

/** Operations that read the raw body of a request belong to HTTP. */
function isOffered(operation: Operation): boolean {
  return operation.access !== 'internal' && restOf(operation)?.rawBody === undefined
}

function descriptionOf({ summary, errors = {} }: Operation): string {
  const codes = Object.keys(errors)
  return codes.length === 0 ? summary : `${summary}\n\nFails with ${codes.join(', ')}.`
}

/** Refuses two operations that would be one field. */
function gathered<Config>(entries: readonly (readonly [string, Config])[]): Record<string, Config> {
  const fields = new Map<string, Config>()
  for (const [name, config] of entries) {
    if (fields.has(name)) throw new TypeError(`two operations are called ${name} in GraphQL`)
    fields.set(name, config)
  }
  return Object.fromEntries(fields)
}

function rootOf<Context>(name: string, fields: Fields<Context>): GraphQLObjectType | undefined {
  return Object.keys(fields).length === 0 ? undefined : new GraphQLObjectType({ name, fields })
}
