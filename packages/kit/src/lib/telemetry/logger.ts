import { type DestinationStream, type Logger, pino } from 'pino'

import { currentScope } from './call-scope.ts'
import { describeError } from './describe-error.ts'
import { redact, secretFields } from './redact.ts'

export interface LoggerSettings {
  /** Name of the process in each line. */
  readonly service: string
  /** fatal, error, warn, info (if absent), debug, trace or silent. */
  readonly level?: string
  /** Names of fields that are never written, beside those of every system; may grow. */
  readonly sensitive?: ReadonlySet<string>
  /** Where lines go; standard output if absent. */
  readonly destination?: DestinationStream
}

/** Makes the structured log: one JSON object a line, with the correlation id of the call it belongs to. */
export function createLogger({
  service,
  level = 'info',
  destination,
  sensitive = new Set(),
}: LoggerSettings): Logger {
  const always = new Set(secretFields)
  const names: Pick<ReadonlySet<string>, 'has'> = {
    has: (name) => always.has(name) || sensitive.has(name),
  }
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (logged: object) => redact(logged, names) as Record<string, unknown>, // an object again
    },
    serializers: { err: describeError, error: describeError },
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

function scopeFields(): object {
  const scope = currentScope()
  if (!scope) return {}
  const { correlationId, span, caller } = scope
  const traceId = span?.part.traceId ?? caller?.traceId
  return {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(traceId === undefined ? {} : { traceId }),
  }
}
