export const severities = ['error', 'warning', 'note'] as const

/** error: do not ship it; warning: it will hurt under load, failure or change; note: decide it knowingly. */
export type Severity = (typeof severities)[number]

/** An objection: where, to what, and what to do instead. */
export interface Finding {
  rule: string
  severity: Severity
  /** As the user would type it: the reviewed path and what follows below it. */
  file: string
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
  message: string
  why: string
  instead: string
  source: string
}
