import { type JsonSchema, plainSchema } from '../json-schema.ts'
import type { Numbering } from './proto-lock.ts'
import {
  nullFieldName,
  type ProtoEnum,
  type ProtoField,
  type ProtoMessage,
  type ProtoType,
} from './proto-model.ts'
import { jsonName, pascalCase, snakeCase, valueName } from './proto-names.ts'
import { collectionOf, isObject, scalarOfType, withoutNull, wordsOf } from './proto-schema.ts'

/** A field before it has its number. */
export type FieldDraft = Omit<ProtoField, 'number' | 'nullNumber'> & { readonly hasNull?: true }

type MessageAbout = Pick<ProtoMessage, 'comment' | 'holds'>

/**
 * Makes the messages and enums of one package from schemas. A schema with a `title` is one message or enum of that
 * name, as in the OpenAPI document; others are named by their place. Of two different schemas with one title the
 * second is named by its place too.
 */
export class Shapes {
  readonly #package: string
  readonly #numbering: Numbering
  readonly #made = new Map<string, { text: string; message?: ProtoMessage; enum?: ProtoEnum }>()
  /** Title → the schema that has it. */
  readonly #titled = new Map<string, string>()

  constructor(packageName: string, numbering: Numbering) {
    this.#package = packageName
    this.#numbering = numbering
  }

  /** The message of an object's fields, and of `more`. */
  objectMessage(name: string, schema: object, more: readonly FieldDraft[] = []): ProtoMessage {
    const plain = plainSchema(schema)
    const { description: comment } = plain
    const drafts = [...this.#draftsOf(name, plain), ...more]
    return this.message(name, drafts, comment ? { comment } : {})
  }

  /** The message of an answer: an object's fields, no field for null, else one field around what it is. */
  answerMessage(name: string, schema: object): ProtoMessage {
    const plain = plainSchema(schema)
    if (plain.type === 'null') return this.message(name, [])
    if (isObject(plain) && !plain.title) return this.objectMessage(name, plain)
    const key = isObject(plain) && plain.title ? jsonName(snakeCase(plain.title)) : 'result'
    const holder = this.#draftOf(name, key, { schema: plain, required: true })
    return this.message(name, [holder], { holds: key })
  }

  message(name: string, drafts: readonly FieldDraft[], about: MessageAbout = {}): ProtoMessage {
    const text = JSON.stringify([drafts, about])
    const known = this.#made.get(name)
    if (known?.message && known.text === text) return known.message
    const { numbers, reserved } = this.#number(name, drafts.flatMap(namesOf))
    const fields = drafts.map(({ hasNull, ...draft }): ProtoField => {
      const field = { ...draft, number: numbers(draft.name) }
      return hasNull ? { ...field, nullNumber: numbers(nullFieldName(field)) } : field
    })
    fields.sort((a, b) => a.number - b.number)
    const fullName = `${this.#package}.${name}`
    const message = { name, fullName, fields, reserved, ...about }
    this.#made.set(name, { text, message })
    return message
  }

  /** What was made so far, in alphabetical order. */
  messages(): ProtoMessage[] {
    return this.#inOrder().flatMap(({ message }) => message ?? [])
  }

  enums(): ProtoEnum[] {
    return this.#inOrder().flatMap((made) => made.enum ?? [])
  }

  #inOrder() {
    return [...this.#made].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, made]) => made)
  }

  #draftsOf(name: string, { properties = {}, required = [] }: JsonSchema): FieldDraft[] {
    return Object.entries(properties).map(([key, schema]) =>
      this.#draftOf(name, key, { schema, required: required.includes(key) }),
    )
  }

  #draftOf(parent: string, key: string, { schema, required }: Property): FieldDraft {
    const { inner, nullable } = withoutNull(schema)
    const place = `${parent}${pascalCase(key)}`
    const comment = schema.description ?? inner.description
    const common = {
      key,
      name: snakeCase(key),
      ...(comment ? { comment } : {}),
      ...(nullable && required ? { absentIsNull: true } : {}),
      ...(nullable && !required ? { hasNull: true as const } : {}),
    }
    const hasPresence = nullable || !required
    const collection = collectionOf(inner)
    if (!collection) {
      const label = hasPresence ? 'optional' : 'plain'
      return { ...common, label, type: this.#typeOf(inner, place) }
    }
    const items = { label: collection.label, type: this.#itemTypeOf(collection.item, place) }
    if (!hasPresence) return { ...common, ...items }
    // No items and no list look the same on the wire: one of them needs a message around it.
    const name = `${place}${collection.label === 'map' ? 'Map' : 'List'}`
    const around = this.message(name, [{ key: 'items', name: 'items', ...items }], {
      holds: 'items',
    })
    return { ...common, label: 'optional', type: { kind: 'message', message: around } }
  }

  #itemTypeOf(schema: JsonSchema, place: string): ProtoType {
    if (collectionOf(schema)) {
      throw new TypeError(
        `${this.#package}.${place}: protocol buffers know no list or map directly inside another; put an object between them`,
      )
    }
    if (withoutNull(schema).nullable) return { kind: 'value' }
    return this.#typeOf(schema, `${place}Item`)
  }

  #typeOf(schema: JsonSchema, place: string): ProtoType {
    const words = wordsOf(schema)
    if (words) return { kind: 'enum', enum: this.#enumOf(schema, words, place) }
    const scalar = schema.type === undefined ? undefined : scalarOfType[schema.type]
    if (scalar) return { kind: 'scalar', scalar }
    return isObject(schema)
      ? { kind: 'message', message: this.#objectOf(schema, place) }
      : { kind: 'value' }
  }

  #objectOf(schema: JsonSchema, place: string): ProtoMessage {
    const { description: comment } = schema
    const name = this.#nameOf(schema, place)
    return this.message(name, this.#draftsOf(name, schema), comment ? { comment } : {})
  }

  #nameOf(schema: JsonSchema, place: string): string {
    if (!schema.title) return place
    const title = pascalCase(schema.title)
    const text = JSON.stringify(schema)
    const holder = this.#titled.get(title) ?? text
    this.#titled.set(title, holder)
    return holder === text ? title : place
  }

  #enumOf(schema: JsonSchema, words: readonly string[], place: string): ProtoEnum {
    const { description: comment } = schema
    const text = JSON.stringify([words, comment])
    const name = this.#nameOf(schema, place)
    const known = this.#made.get(name)
    if (known?.enum && known.text === text) return known.enum
    const nameOf = (word: string) => valueName(name, word)
    const zero = { key: undefined, name: nameOf('UNSPECIFIED'), number: 0 }
    const { numbers, reserved } = this.#number(name, words.map(nameOf), [zero.name])
    const values = words.map((key) => ({ key, name: nameOf(key), number: numbers(nameOf(key)) }))
    values.sort((a, b) => a.number - b.number)
    const made = {
      name,
      fullName: `${this.#package}.${name}`,
      ...(comment ? { comment } : {}),
      values: [zero, ...values],
      reserved,
    }
    this.#made.set(name, { text, enum: made })
    return made
  }

  /** @param fixed names that have a number already. */
  #number(name: string, names: readonly string[], fixed: readonly string[] = []) {
    if (this.#made.has(name)) {
      throw new TypeError(
        `${this.#package}: two types would be called ${name}; give one schema a title`,
      )
    }
    const all = [...fixed, ...names]
    const repeated = all.find((one, index) => all.indexOf(one) !== index)
    if (repeated !== undefined) {
      throw new TypeError(
        `${this.#package}.${name}: two of its names are ${repeated} in a .proto; rename one of them`,
      )
    }
    const { numbers, reserved } = this.#numbering.number({ package: this.#package, name }, names)
    const numberOf = (one: string) => numbers[one] ?? missing(one)
    return { numbers: numberOf, reserved }
  }
}

interface Property {
  readonly schema: JsonSchema
  readonly required: boolean
}

function namesOf(draft: FieldDraft): string[] {
  return draft.hasNull ? [draft.name, nullFieldName(draft)] : [draft.name]
}

function missing(name: string): never {
  throw new TypeError(`${name} was given no number`)
}
