/** The differ: what a change of contracts breaks, and whom. */

export type { Change, Difference, Severity } from './lib/change.ts'
export { type DiffOptions, diff } from './lib/diff.ts'
export { asText } from './lib/text.ts'
