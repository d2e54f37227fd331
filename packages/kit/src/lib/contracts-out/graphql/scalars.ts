import {
  GraphQLBoolean,
  GraphQLError,
  GraphQLFloat,
  GraphQLInt,
  GraphQLScalarType,
  GraphQLString,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'

import type { ScalarName } from './shape.ts'

const SafeInt = new GraphQLScalarType({
  name: 'SafeInt',
  description:
    'An integer from -(2^53 - 1) to 2^53 - 1: every one that a JSON number keeps exactly.',
  serialize: safeInteger,
  parseValue: safeInteger,
  parseLiteral(node) {
    // Beyond 2^53 the text and the number differ: refused, not rounded.
    if (node.kind === Kind.INT) return safeInteger(Number(node.value), node)
    throw refusal('SafeInt', node.kind, node)
  },
})

const UUID = textScalar({
  name: 'UUID',
  description: 'A UUID as RFC 9562 writes it.',
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
})

const DateTime = textScalar({
  name: 'DateTime',
  description: 'A moment as RFC 3339 writes it, with its offset from UTC.',
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i,
})

const JSONValue = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
})

export const scalars: Readonly<Record<ScalarName, GraphQLScalarType>> = {
  String: GraphQLString,
  Int: GraphQLInt,
  SafeInt,
  Float: GraphQLFloat,
  Boolean: GraphQLBoolean,
  UUID,
  DateTime,
  JSON: JSONValue,
}

function safeInteger(value: unknown, node?: ValueNode): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw refusal('SafeInt', value, node)
}

interface TextScalar {
  readonly name: string
  readonly description: string
  readonly pattern: RegExp
}

function textScalar({ name, description, pattern }: TextScalar): GraphQLScalarType<string, string> {
  const parse = (value: unknown, node?: ValueNode): string => {
    if (typeof value === 'string' && pattern.test(value)) return value
    throw refusal(name, value, node)
  }
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => parse(value),
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined, node),
  })
}

function refusal(name: string, value: unknown, node?: ValueNode): GraphQLError {
  const said =
    typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : 'This'
  return new GraphQLError(`${said.slice(0, 100)} is no ${name}.`, node ? { nodes: node } : {})
}
