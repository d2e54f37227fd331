import type { TSchema } from 'typebox'

import type { Module } from '../module/define-module.ts'

/** How a field must be handled; stands in its schema, and so in every contract that is emitted. */
const word = 'x-sensitivity'

/** Options of a schema whose values say something of a person: `Type.String({ ...personal, format: 'email' })`. */
export const personal = { [word]: 'personal' } as const

/** Options of a schema whose values prove something: passwords, tokens, keys. */
export const secret = { [word]: 'secret' } as const

/** Names of the fields that the modules' definitions mark, wherever they stand. */
export function sensitiveFields(modules: readonly Module[]): Set<string> {
  const names = new Set<string>()
  for (const { handlers, events = [], subscriptions = [] } of modules) {
    for (const { operation } of handlers) {
      collect(operation.input, names)
      collect(operation.output, names)
      for (const { data } of Object.values(operation.errors ?? {})) if (data) collect(data, names)
    }
    for (const { data } of events) collect(data, names)
    for (const { input } of subscriptions) collect(input, names)
  }
  return names
}

/** Looks at properties by their names, and through arrays and unions. */
function collect(schema: TSchema, names: Set<string>): void {
  for (const [key, part] of Object.entries(schema)) {
    if (key === 'properties') {
      for (const [name, field] of Object.entries(part as Record<string, TSchema>)) {
        if (isSensitive(field)) names.add(name)
        collect(field, names)
      }
    } else if (Array.isArray(part)) {
      for (const one of part) if (isSchema(one)) collect(one, names)
    } else if (isSchema(part)) collect(part, names)
  }
}

function isSensitive(schema: TSchema): boolean {
  if (word in schema) return true
  const { anyOf, items } = schema as { anyOf?: TSchema[]; items?: unknown }
  return (anyOf ?? []).some(isSensitive) || (isSchema(items) && isSensitive(items))
}

function isSchema(value: unknown): value is TSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
