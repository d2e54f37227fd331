import { styleText } from 'node:util'

const startedAt = performance.now()

/** A line of progress on standard error, with the seconds since the command began. */
export function progress(line: string): void {
  const elapsed = `${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s`
  process.stderr.write(`${styleText('dim', elapsed, { stream: process.stderr })}  ${line}\n`)
}
