import { GraphQLError } from 'graphql'

import { Failure, type FailureKind } from '../../contract/failure.ts'
import { problemOf } from '../rest/problem.ts'
import type { ReportError } from '../rest/send-problem.ts'

/** A request that is not executed: nothing of it was done. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly errors: readonly GraphQLError[]
  /** HTTP status where it is none of the failure's kind. */
  readonly status: number | undefined

  constructor(errors: readonly GraphQLError[], status?: number) {
    super(errors.map(({ message }) => message).join(' '))
    this.errors = errors
    this.status = status
  }
}

/** Codes of requests that are refused as a whole, where clients know them from elsewhere in the spelling of there. */
const refusals = {
  GRAPHQL_PARSE_FAILED: 'invalid',
  GRAPHQL_VALIDATION_FAILED: 'invalid',
  INVALID_INPUT: 'invalid',
  BAD_REQUEST: 'invalid',
  METHOD_NOT_ALLOWED: 'invalid',
  QUERY_TOO_DEEP: 'invalid',
  QUERY_TOO_COSTLY: 'invalid',
  TOO_MANY_CALLS: 'invalid',
  DOCUMENT_NOT_ALLOWED: 'forbidden',
  PERSISTED_QUERY_NOT_FOUND: 'not-found',
} as const satisfies Record<string, FailureKind>

export type RefusalCode = keyof typeof refusals

/** Refuses with one error. @param status HTTP status where it is none of the failure's kind */
export function refusal(code: RefusalCode, says: string, status?: number): Refusal {
  return new Refusal([withCode(code, new GraphQLError(says))], status)
}

/** The errors of the GraphQL library, with our code. */
export function refusalOf(code: RefusalCode, errors: readonly GraphQLError[]): Refusal {
  return new Refusal(errors.map((error) => withCode(code, error)))
}

function withCode(code: RefusalCode, error: GraphQLError): GraphQLError {
  const { message, nodes = null, source = null, positions = null } = error
  const originalError = new Failure(code, refusals[code], { says: message })
  return new GraphQLError(message, { nodes, source, positions, originalError })
}

export interface ErrorPlace {
  readonly correlationId: string
  readonly report?: ReportError | undefined
}

/** An error as clients see it: the fields of our problems in `extensions`. What is no Failure says nothing of its cause. */
export function formatError(
  error: GraphQLError,
  { correlationId, report }: ErrorPlace,
): GraphQLError {
  const cause = error.originalError ?? error
  const { title, detail, ...problem } = problemOf(cause, { correlationId })
  if (!(cause instanceof Failure)) report?.(cause, correlationId)
  const seconds = cause instanceof Failure ? cause.retryAfterSeconds : undefined
  const extensions = {
    ...problem,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  }
  const shown = new GraphQLError(detail ?? title, { path: error.path ?? null, extensions })
  return Object.assign(shown, { locations: error.locations }) // compiled queries know places, not nodes
}

/** Errors of a subscription: those of its variables are no errors of any field. */
export function formatErrors(errors: readonly GraphQLError[], place: ErrorPlace) {
  const known = errors.flatMap((error) =>
    isOfVariables(error) ? refusalOf('INVALID_INPUT', [error]).errors : [error],
  )
  return known.map((error) => formatError(error, place).toJSON())
}

/** An error of no field, and of nothing that was run: the variables do not fit the document. */
function isOfVariables({ path, originalError }: GraphQLError): boolean {
  return !path && (!originalError || originalError instanceof GraphQLError)
}

/** HTTP status of the failure's kind. */
export function statusOf({ errors, status }: Refusal): number {
  return status ?? problemOf(errors[0]?.originalError).status
}
