/** Processor milliseconds of one call: a fixed part and a part per statement. */
export function workPerCall(fixedMs: number, perStatementMs: number, statements: number): number {
  return fixedMs + perStatementMs * statements
}
