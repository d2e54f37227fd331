import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import { LRUCache } from 'lru-cache'

import { noteOf } from '../../contracts-out/graphql/field-note.ts'
import { type Measure, measure, type Variables } from './measure.ts'
import { refusal, refusalOf } from './refusal.ts'

export interface DocumentLimits {
  /** Fields inside fields. */
  readonly maxDepth: number
  /** Fields that one answer may hold, reckoned before it is executed. */
  readonly maxCost: number
  /** Operations that one request may call side by side. */
  readonly maxCalls: number
}

/** A document that may be executed. */
export interface Prepared {
  readonly document: DocumentNode
  readonly kind: OperationDefinitionNode['operation']
  /** Refuses what asks for more than the limits allow with these variables. */
  checkLimits(variables: Variables): void
  execute(context: object, variables: Variables): Promise<ExecutionResult>
  /** For how long a guest's answer may be kept by whoever stands between; undefined: not at all. */
  readonly cacheSeconds: number | undefined
}

export interface EngineParts {
  readonly schema: GraphQLSchema
  readonly limits: DocumentLimits
  readonly introspection: boolean
}

/** Prepares a request's document, or throws a Refusal. */
export type Prepare = (query: string, operationName: string | undefined) => Prepared

/** Longer documents are refused while they are parsed. */
const maxTokens = 5_000
/** Characters of the documents whose preparation is remembered. */
const rememberedCharacters = 4_000_000
/** A document that comes again this often is compiled: compiling takes as long as tens of executions. */
const compileAfter = 3

/**
 * Makes the engine: graphql-js reads and validates a document once, graphql-jit compiles it when it comes again.
 * What is remembered is one operation of a document: a compiled function is that of one operation, and must never
 * answer for another one of the same text.
 */
export function createEngine(parts: EngineParts): Prepare {
  const known = new LRUCache<string, Prepared>({
    maxSize: rememberedCharacters,
    sizeCalculation: (_prepared, text) => text.length + 1,
  })
  return (query, operationName) => {
    const text = `${operationName ?? ''}\n${query}`
    const prepared = known.get(text) ?? prepare(parts, query, operationName)
    known.set(text, prepared)
    return prepared
  }
}

function prepare(parts: EngineParts, query: string, operationName: string | undefined): Prepared {
  const { schema, limits } = parts
  const document = parsed(query)
  const rules = parts.introspection ? specifiedRules : rulesWithoutIntrospection
  const errors = validate(schema, document, rules, { hideSuggestions: !parts.introspection })
  if (errors.length > 0) throw refusalOf('GRAPHQL_VALIDATION_FAILED', errors)
  const operation = getOperationAST(document, operationName)
  if (!operation) {
    throw refusal('BAD_REQUEST', 'Name with operationName which operation of the document to run.')
  }
  const sizes = once(operation, (variables) => measure(schema, document, operation, variables))
  return {
    document,
    kind: operation.operation,
    cacheSeconds: cacheSecondsOf(schema, document),
    checkLimits: (variables) => checkLimits(limits, sizes(variables)),
    execute: executor(schema, document, operation.name?.value),
  }
}

const rulesWithoutIntrospection = [...specifiedRules, NoSchemaIntrospectionCustomRule]

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens })
  } catch (error) {
    if (error instanceof GraphQLError) throw refusalOf('GRAPHQL_PARSE_FAILED', [error])
    throw error
  }
}

/** Without variables the measure is always the same. */
function once(
  { variableDefinitions = [] }: OperationDefinitionNode,
  run: (variables: Variables) => Measure,
): (variables: Variables) => Measure {
  if (variableDefinitions.length > 0) return run
  let measured: Measure | undefined
  return (variables) => {
    measured ??= run(variables)
    return measured
  }
}

function checkLimits(limits: DocumentLimits, { depth, cost, fields }: Measure): void {
  const { maxDepth, maxCost, maxCalls } = limits
  if (depth > maxDepth) {
    throw refusal('QUERY_TOO_DEEP', `The query is ${depth} fields deep; ${maxDepth} are allowed.`)
  }
  if (fields > maxCalls) {
    throw refusal('TOO_MANY_CALLS', `The request makes ${fields} calls; ${maxCalls} are allowed.`)
  }
  if (cost > maxCost) {
    throw refusal(
      'QUERY_TOO_COSTLY',
      `The answer may hold ${cost} fields; ${maxCost} are allowed. Ask for smaller pages or fewer fields.`,
    )
  }
}

function executor(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Prepared['execute'] {
  let uses = 0
  let compiled: CompiledQuery | undefined
  return async (contextValue, variables) => {
    uses += 1
    if (uses === compileAfter) {
      const made = compileQuery(schema, document, operationName, {
        disablingCapturingStackErrors: true,
      })
      if (isCompiledQuery(made)) compiled = made
    }
    if (compiled) return compiled.query({}, contextValue, variables)
    return execute({
      schema,
      document,
      contextValue,
      variableValues: variables,
      ...(operationName === undefined ? {} : { operationName }),
    })
  }
}

/** The shortest time of all the operations it calls; each of them must be public and say how long. */
function cacheSecondsOf(schema: GraphQLSchema, document: DocumentNode): number | undefined {
  const seconds: number[] = []
  const types = new TypeInfo(schema)
  const look = () => {
    const field = types.getFieldDef()
    const called = field ? noteOf(field).operation : undefined
    if (!called) return
    const isPublic = called.kind === 'query' && called.access === 'public'
    seconds.push((isPublic && called.cacheSeconds) || 0)
  }
  visit(document, visitWithTypeInfo(types, { Field: look }))
  return seconds.length === 0 ? undefined : Math.min(...seconds) || undefined
}
