/** The reviewer: what an architect would object to in what exists. */

export { type Finding, type Severity, severities } from './lib/finding.ts'
export { rulesTable } from './lib/report/rules-table.ts'
export { asSarif } from './lib/report/sarif.ts'
export { asText } from './lib/report/text.ts'
export { type Review, type ReviewOptions, review } from './lib/review.ts'
export { listRules } from './lib/rules/index.ts'
