import pg from 'pg'

import { Failure } from '../contract/failure.ts'
import { withoutSecrets } from './known-secrets.ts'

/** What logs and traces tell of an error: where it happened and of which kind, and no value that it was about. */
export interface DescribedError {
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly code?: string
  /** Of PostgreSQL. */
  readonly constraint?: string
  readonly table?: string
  readonly cause?: DescribedError
}

export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error))
    return { name: typeof error, message: 'something was thrown that is no error' }
  const message = withoutSecrets(messageOf(error))
  const { code, constraint, table } = error as Partial<pg.DatabaseError>
  return {
    name: error.constructor.name,
    message,
    ...(error.stack ? { stack: withoutSecrets(stackOf(error, message)) } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(constraint ? { constraint } : {}),
    ...(table ? { table } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

/** The same as an Error, for who takes only such. */
export function withoutValues(error: unknown): Error {
  const { message, name, stack } = describeError(error)
  return Object.assign(new Error(message), { name, stack })
}

/** PostgreSQL quotes values when they do not fit (22), break a rule (23) or are raised (P0). */
const quotingStates = /^(22|23|P0)/

function messageOf(error: Error): string {
  if (error instanceof Failure) return error.code
  if (error instanceof pg.DatabaseError && quotingStates.test(error.code ?? '')) {
    return `PostgreSQL refused a value with SQLSTATE ${error.code}`
  }
  // JSON.parse quotes the text that it cannot read.
  if (error instanceof SyntaxError && / JSON\b/.test(error.message)) return 'text is not valid JSON'
  return error.message.replaceAll(emailAddress, '[email]').slice(0, longestMessage)
}

const emailAddress = /[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+\.[^\s@<>"'(),;:]+/g
const longestMessage = 2_000

/** A stack begins with the message as it was. */
function stackOf({ stack = '', message }: Error, told: string): string {
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line))
  return [message === told ? (stack.split('\n', 1)[0] ?? told) : told, ...frames].join('\n')
}
