import {
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'

import type { FailureKind } from '../../contract/failure.ts'
import { fieldNameOf } from '../../contracts-out/graphql/names.ts'
import { keyArgument } from '../../contracts-out/graphql/resolvers.ts'
import { buildSchema } from '../../contracts-out/graphql/schema.ts'
import type { Module } from '../../module/define-module.ts'
import { statusOfKind, titleOf } from '../../transports/rest/problem.ts'
import type { Outcome, ParityCaller } from './parity-caller.ts'

/** GraphQL over HTTP, as a client that was generated from the schema asks: every field, by variables. */
export function graphqlCaller(url: string, modules: readonly Module[]): ParityCaller {
  const { schema } = buildSchema({ modules })
  return {
    transport: 'GraphQL',
    typed: true,
    async call(operation, input, { token, key, deadlineMs, signal }) {
      const root = operation.kind === 'query' ? schema.getQueryType() : schema.getMutationType()
      const name = fieldNameOf(operation.name)
      const field = root?.getFields()[name]
      if (!field) throw new TypeError(`GraphQL has no field ${name}`)
      const given = { ...input, ...(key === undefined ? {} : { [keyArgument]: key }) }
      const args = Object.entries(given).map(([arg, value]) => {
        const type = field.args.find((known) => known.name === arg)?.type
        return { arg, type: type ?? 'String', value: type ? encode(type, value) : value }
      })
      const declared = args.map(({ arg, type }) => `$${arg}: ${type}`).join(', ')
      const passed = args.map(({ arg }) => `${arg}: $${arg}`).join(', ')
      const kind = operation.kind === 'query' ? 'query' : 'mutation'
      const query = `${kind}${declared && `(${declared})`} { ${name}${passed && `(${passed})`} ${selectionOf(field.type)} }`
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(deadlineMs === undefined ? {} : { 'x-deadline-ms': String(deadlineMs) }),
        },
        body: JSON.stringify({
          query,
          variables: Object.fromEntries(args.map(({ arg, value }) => [arg, value])),
        }),
        ...(signal ? { signal } : {}),
      })
      const { data, errors: [error] = [] } = (await response.json()) as GraphqlAnswer
      if (error) return outcomeOf(error)
      return { output: decode(field.type, data?.[name], input) }
    },
    close: async () => {},
  }
}

interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly GraphqlError[]
}

interface GraphqlError {
  readonly message: string
  readonly extensions: { readonly code: string; readonly status: number; readonly data?: unknown }
}

export function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (!isObjectType(named)) return ''
  const fields = Object.values(named.getFields())
  return `{ ${fields.map((field) => `${field.name} ${selectionOf(field.type)}`).join(' ')} }`
}

/** Values of enums go by their names. */
function encode(type: GraphQLInputType, value: unknown): unknown {
  if (isNonNullType(type)) return encode(type.ofType, value)
  if (isListType(type)) {
    const item = type.ofType
    return Array.isArray(value) ? value.map((one) => encode(item, one)) : value
  }
  if (isEnumType(type))
    return type.getValues().find((known) => known.value === value)?.name ?? value
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value
  const fields = type.getFields()
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const inner = fields[name]?.type
      return [name, inner ? encode(inner, field) : field]
    }),
  )
}

/** GraphQL answers null for what is absent: it counts as null only where null was sent. */
export function decode(type: GraphQLOutputType, value: unknown, sent: unknown): unknown {
  if (isNonNullType(type)) return decode(type.ofType, value, sent)
  if (isListType(type)) {
    const item = type.ofType
    return Array.isArray(value) ? value.map((one) => decode(item, one, {})) : value
  }
  if (isEnumType(type)) return type.getValue(String(value))?.value
  if (String(type) === 'Boolean' && sent !== undefined && typeof sent === 'object') return {}
  if (!isObjectType(type)) return value
  const fields = Object.entries(type.getFields()).flatMap(([name, field]) => {
    const got = (value as Record<string, unknown>)[name]
    const wasSent = name in Object(sent)
    if (got === null && !wasSent) return []
    const inner = isObjectType(getNamedType(field.type)) ? sent : undefined
    return [[name, decode(field.type, got, inner)] as const]
  })
  return Object.fromEntries(fields)
}

const kindOfStatus = new Map(
  Object.entries(statusOfKind).map(([kind, status]) => [status, kind as FailureKind]),
)

function outcomeOf({ message, extensions }: GraphqlError): Outcome {
  const { status, data } = extensions
  const kind = kindOfStatus.get(status) ?? 'internal'
  // What a document gets wrong of an operation's input is found where documents are validated.
  const code = extensions.code === 'GRAPHQL_VALIDATION_FAILED' ? 'INVALID_INPUT' : extensions.code
  // A failure that says nothing has its title as message.
  return { failure: { code, kind, says: message === titleOf(code) ? code : message, data } }
}
