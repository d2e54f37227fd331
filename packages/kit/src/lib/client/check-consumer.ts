import { builtInFailures } from '../contract/failure.ts'
import type { Operation } from '../contract/operation.ts'
import { type JsonSchema, plainSchema } from '../contracts-out/json-schema.ts'
import type { Module } from '../module/define-module.ts'
import type { ConsumerRecord, Use } from './use-recorder.ts'

/** What a provider's contract lacks of what a consumer was recorded to use; empty when the consumer is served. */
export function checkConsumer(
  { consumer, uses }: ConsumerRecord,
  modules: readonly Module[],
): string[] {
  const operations = new Map(
    modules.flatMap(({ handlers }) => handlers.map(({ operation }) => [operation.name, operation])),
  )
  return Object.entries(uses)
    .flatMap(([name, use]) => {
      const operation = operations.get(name as Operation['name'])
      return operation ? lacksOf(operation, use) : [`${name} is gone`]
    })
    .map((lack) => `${consumer}: ${lack}`)
}

function lacksOf({ name, input, output, errors = {} }: Operation, use: Use): string[] {
  const [takes, answers] = [plainSchema(input), plainSchema(output)]
  const known = { ...builtInFailures, ...errors }
  const newlyNeeded = (takes.required ?? []).filter((field) => !use.sends.includes(field))
  return [
    ...use.sends
      .filter((field) => !hasField(takes, field))
      .map((field) => `${name} does not take ${field} any more`),
    ...newlyNeeded.map((field) => `${name} needs ${field}, which is not sent`),
    ...use.reads
      .filter((field) => !hasField(answers, field))
      .map((field) => `${name} does not answer ${field} any more`),
    ...use.failures
      .filter((code) => !(code in known) && !ofTheClient.has(code))
      .map((code) => `${name} does not fail with ${code} any more`),
  ]
}

// What a client says where no answer of the provider came.
const ofTheClient = new Set(['UNREACHABLE', 'UNREADABLE_ANSWER'])

/** Whether a schema has a field such as `lines/[]/sku`, in one of its alternatives at least. */
function hasField(schema: JsonSchema, field: string): boolean {
  const [first = '', ...rest] = field.split('/')
  const inner = rest.join('/')
  return alternativesOf(schema).some(({ items, properties, additionalProperties, ...others }) => {
    const named = first === '[]' ? items : properties?.[first]
    const found = named ?? anyField({ additionalProperties, ...others })
    return found !== undefined && (inner === '' || hasField(found, inner))
  })
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  const choices = schema.anyOf ?? (schema.oneOf as readonly JsonSchema[] | undefined)
  return choices?.flatMap(alternativesOf) ?? [schema]
}

/** What a map holds under any name; of a schema that says nothing, anything. */
function anyField({ additionalProperties, patternProperties, type }: JsonSchema) {
  const [first] = Object.values((patternProperties ?? {}) as Record<string, JsonSchema>)
  if (first) return first
  if (typeof additionalProperties === 'object') return additionalProperties as JsonSchema
  return type === undefined ? {} : undefined
}
