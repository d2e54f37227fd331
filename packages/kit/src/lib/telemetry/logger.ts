import { type DestinationStream, type Logger, pino } from 'pino'

import { currentScope } from './call-scope.ts'

export interface LoggerSettings {
  /** Name of the process in each line. */
  readonly service: string
  /** fatal, error, warn, info (if absent), debug, trace or silent. */
  readonly level?: string
  /** Where lines go; standard output if absent. */
  readonly destination?: DestinationStream
}

/** Never written, wherever they stand in the first three levels of a logged object. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'bearer',
  'credentials',
  'apiKey',
  'set-cookie',
  'cart-secret',
]

/** Makes the structured log: one JSON object a line, with the correlation id of the call it belongs to. */
export function createLogger({ service, level = 'info', destination }: LoggerSettings): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redactedPaths(), censor: '[redacted]' },
    mixin: scopeFields,
  }
  return pino(options, destination ?? standardOutput())
}

const mostHeldBytes = 1_048_576

/**
 * Lines are written beside the work: whoever reads them may stop, and the disk behind them may be full. Then a
 * mebibyte is held and the rest is dropped; no call waits for it and the process goes on.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: false, maxLength: mostHeldBytes })
  output.on('error', () => {}) // the next line tries again
  return output
}

function redactedPaths(): string[] {
  return secretFields.flatMap((field) => {
    const last = /^\w+$/.test(field) ? `.${field}` : `["${field}"]`
    return [last.replace(/^\./, ''), `*${last}`, `*.*${last}`]
  })
}

function scopeFields(): object {
  const scope = currentScope()
  if (!scope) return {}
  const { correlationId, span } = scope
  return {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(span === undefined ? {} : { traceId: span.traceId }),
  }
}
