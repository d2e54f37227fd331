import type { FastifyRequest } from 'fastify'

import type { DocumentRequest } from './documents.ts'
import type { Variables } from './measure.ts'
import { refusal } from './refusal.ts'

/** A GraphQL request as GraphQL over HTTP carries it. */
export interface GraphqlRequest extends DocumentRequest {
  readonly operationName: string | undefined
  readonly variables: Variables
}

/** Reads the parameters of a POST's body or a GET's query string; refuses what has the wrong type. */
export function readRequest({ method, body, query }: FastifyRequest): GraphqlRequest {
  if (method !== 'GET') return readParameters(body)
  const { variables, extensions, ...rest } = query as Record<string, unknown> // what Fastify's query parser yields
  return readParameters({
    ...rest,
    variables: parsed(variables, 'variables'),
    extensions: parsed(extensions, 'extensions'),
  })
}

/** The same, of whatever brought the parameters. */
export function readParameters(given: unknown): GraphqlRequest {
  if (!isRecord(given)) throw malformed('The request is a JSON object with a query.')
  return {
    query: textOf(given, 'query'),
    documentId: textOf(given, 'documentId'),
    operationName: textOf(given, 'operationName'),
    variables: recordOf(given, 'variables') ?? {},
    extensions: recordOf(given, 'extensions'),
  }
}

function parsed(text: unknown, name: string): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(String(text))
  } catch {
    throw malformed(`${name} is not valid JSON.`)
  }
}

function textOf(given: Record<string, unknown>, name: string): string | undefined {
  const value = given[name] ?? undefined
  if (value === undefined || typeof value === 'string') return value
  throw malformed(`${name} must be a string.`)
}

function recordOf(
  given: Record<string, unknown>,
  name: string,
): Record<string, unknown> | undefined {
  const value = given[name] ?? undefined
  if (value === undefined || isRecord(value)) return value
  throw malformed(`${name} must be an object.`)
}

function malformed(says: string) {
  return refusal('BAD_REQUEST', says, 400)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
