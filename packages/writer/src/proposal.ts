/** The documents that are text alone: a command that prints one need not load what draws diagrams. */

export { decisionRecord } from './lib/decision-record.ts'
export { proposal } from './lib/proposal/proposal.ts'
export { summaryOf, summaryText } from './lib/proposal/summary.ts'
export { bytes, duration, number, percent, quantity } from './lib/text/quantity.ts'
