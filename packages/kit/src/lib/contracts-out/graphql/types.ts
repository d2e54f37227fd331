import {
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLUnionType,
} from 'graphql'
import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'

import type { JsonSchema } from '../json-schema.ts'
import { noted } from './field-note.ts'
import { typeNameOf, valueNameOf } from './names.ts'
import { scalars } from './scalars.ts'
import { isNullable, shapeOf } from './shape.ts'

/** Lists without a page are reckoned as this long at most, because they seldom are as long as they may be. */
export const usualItems = 10

type Fields = GraphQLFieldConfigMap<unknown, unknown>

/** In the place of a schema's text, for types that have none. */
const made = ''

/** Adds fields to an object type beside those of its schema. */
export type MoreFields = (schema: JsonSchema) => Fields

/**
 * Types of JSON Schemas. A schema with a title is the type of that name, everywhere; one without is named after the
 * place where it stands. Two different schemas with one name: the second is named after its place, with a number if
 * that is taken too.
 */
export class Types {
  readonly #moreFields: MoreFields
  readonly #named = new Map<string, { text: string; type: GraphQLOutputType | GraphQLInputType }>()

  constructor(moreFields: MoreFields) {
    this.#moreFields = moreFields
  }

  /** The type without its NonNull; fields say for themselves what may be absent. */
  output(schema: JsonSchema, place: string): GraphQLOutputType {
    const shape = shapeOf(schema)
    switch (shape.is) {
      case 'scalar':
        return scalars[shape.name]
      case 'nothing':
        return scalars.Boolean
      case 'nullable':
        return this.output(shape.inner, place)
      case 'enum':
        return this.#enum(schema, shape.values, place)
      case 'list':
        return new GraphQLList(orNull(shape.item, this.output(shape.item, place)))
      case 'object':
        return this.#object(schema, shape.properties, place)
      case 'union':
        return this.#union(schema, shape.variants, place)
    }
  }

  /** The same for what is sent: objects become inputs, and what has no input form in GraphQL is JSON. */
  input(schema: JsonSchema, place: string): GraphQLInputType {
    const shape = shapeOf(schema)
    switch (shape.is) {
      case 'scalar':
        return scalars[shape.name]
      case 'nothing':
      case 'union':
        return scalars.JSON
      case 'nullable':
        return this.input(shape.inner, place)
      case 'enum':
        return this.#enum(schema, shape.values, place)
      case 'list':
        return new GraphQLList(orNull(shape.item, this.input(shape.item, place)))
      case 'object':
        return this.#input(schema, shape.properties, place)
    }
  }

  /** A type that no schema describes; made once. */
  make<Type extends GraphQLObjectType>(name: string, create: () => Type): Type {
    const { text = made } = this.#named.get(name) ?? {}
    if (text !== made) throw new TypeError(`the title ${name} is GraphQL's own; choose another one`)
    return this.#once(name, made, create)
  }

  #object(schema: JsonSchema, properties: Properties, place: string): GraphQLObjectType {
    return this.#name(schema, place, (name) => {
      const fields = (): Fields => ({
        ...mapValues(properties, (property, key) => ({
          type: required(schema, key, this.output(property, `${name}${typeNameOf(key)}`)),
          ...describe(property),
          ...noted(sizeOf(property)),
        })),
        ...this.#moreFields(schema),
      })
      return new GraphQLObjectType({ name, ...describe(schema), fields })
    })
  }

  #input(schema: JsonSchema, properties: Properties, place: string): GraphQLInputObjectType {
    const create = (name: string) =>
      new GraphQLInputObjectType({
        name,
        ...describe(schema),
        fields: () =>
          mapValues(properties, (property, key) => ({
            type: required(schema, key, this.input(property, `${name}${typeNameOf(key)}`)),
            ...describe(property),
            ...defaultOf(property),
          })),
      })
    return this.#name(schema, place, create, 'Input')
  }

  #enum(schema: JsonSchema, values: readonly string[], place: string): GraphQLEnumType {
    return this.#name(schema, place, (name) => {
      const byName = new Map(values.map((value) => [valueNameOf(value), { value }]))
      return new GraphQLEnumType({ name, ...describe(schema), values: Object.fromEntries(byName) })
    })
  }

  #union(schema: JsonSchema, variants: readonly JsonSchema[], place: string): GraphQLUnionType {
    return this.#name(schema, place, (name) => {
      const types = variants.map(
        (variant, index) => this.output(variant, `${name}Variant${index + 1}`) as GraphQLObjectType, // `shapeOf`: all are objects
      )
      const resolveType = (value: unknown) =>
        types[variants.findIndex((variant) => Check(variant as TSchema, value))]?.name
      return new GraphQLUnionType({ name, ...describe(schema), types, resolveType })
    })
  }

  #name<Type extends GraphQLOutputType | GraphQLInputType>(
    schema: JsonSchema,
    place: string,
    create: (name: string) => Type,
    suffix = '',
  ): Type {
    const text = JSON.stringify({ ...schema, description: undefined })
    const isFree = (name: string) => (this.#named.get(name)?.text ?? text) === text
    const names = [...(schema.title ? [typeNameOf(schema.title)] : []), place]
    let name = names.map((one) => `${one}${suffix}`).find(isFree)
    for (let count = 2; name === undefined; count += 1) {
      const numbered = `${place}${count}${suffix}`
      if (isFree(numbered)) name = numbered
    }
    const free = name
    return this.#once(free, text, () => create(free))
  }

  #once<Type extends GraphQLOutputType | GraphQLInputType>(
    name: string,
    text: string,
    create: () => Type,
  ): Type {
    const type = this.#named.get(name)?.type ?? create()
    this.#named.set(name, { text, type })
    return type as Type // the same name and text make the same kind of type
  }
}

type Properties = Readonly<Record<string, JsonSchema>>

/** What the schema says to its reader. */
export function describe({ description }: JsonSchema): { description?: string } {
  return description ? { description } : {}
}

/** The value taken when none is given. */
export function defaultOf(schema: JsonSchema): { defaultValue?: unknown } {
  return schema.default === undefined ? {} : { defaultValue: schema.default }
}

/** NonNull unless the object may lack the property, has a default for it, or it may be null. */
export function required<Type extends GraphQLOutputType | GraphQLInputType>(
  { required: names = [], properties = {} }: JsonSchema,
  key: string,
  type: Type,
): Type | GraphQLNonNull<Type> {
  const property = properties[key]
  const isRequired = names.includes(key) && property && !isNullable(property)
  return isRequired ? nonNull(type) : type
}

function orNull<Type extends GraphQLOutputType | GraphQLInputType>(schema: JsonSchema, type: Type) {
  return isNullable(schema) ? type : nonNull(type)
}

function nonNull<Type extends GraphQLOutputType | GraphQLInputType>(type: Type) {
  // No NonNull is ever passed in: `output` and `input` leave it to their callers.
  return new GraphQLNonNull(type as never) as unknown as GraphQLNonNull<Type>
}

/** How many items to reckon with, of a list. */
export function sizeOf(schema: JsonSchema): { items?: number } {
  const shape = shapeOf(schema)
  if (shape.is === 'nullable') return sizeOf(shape.inner)
  return shape.is === 'list' ? { items: Math.min(shape.most ?? usualItems, usualItems) } : {}
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}
