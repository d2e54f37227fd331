import { styleText } from 'node:util'

import { type Finding, type Severity, severities } from '../finding.ts'
import type { Review } from '../review.ts'
import { listRules } from '../rules/index.ts'

const colors = { error: 'red', warning: 'yellow', note: 'cyan' } as const

/** Findings by file, then each rule once with its why and instead, then the sum. */
export function asText({ findings, read, skipped }: Review): string {
  const files = Map.groupBy(findings, ({ file }) => file)
  const places = Array.from(files, ([file, found]) => [
    styled('bold', file),
    ...found.map(line),
    '',
  ])
  const rules = Map.groupBy(findings, ({ rule }) => rule)
  const reasons = Array.from(rules, ([rule, found]) => reason(rule, found)).sort()
  const unread = Array.from(
    Map.groupBy(skipped, ({ why }) => why.replace(/:.*/, '')),
    ([, [first, ...others]]) =>
      `not read: ${first?.file}${others.length > 0 ? ` and ${others.length} more` : ''}; ${first?.why}`,
  )
  return `${[...places.flat(), ...reasons, ...unread, sum(findings, read)].join('\n')}\n`
}

function line({ line, column, severity, rule, message }: Finding): string {
  const place = `${line}:${column}`.padStart(9)
  return `${place}  ${styled(colors[severity], severity.padEnd(7))}  ${rule}  ${message}`
}

function reason(rule: string, found: readonly Finding[]): string {
  const [first] = found
  const title = listRules().find(({ id }) => id === rule)?.title ?? ''
  return [
    `${styled('bold', rule)} (${found.length}): ${title}`,
    `  why      ${first?.why}`,
    `  instead  ${first?.instead}`,
    `  source   ${first?.source}`,
    '',
  ].join('\n')
}

function sum(findings: readonly Finding[], read: Review['read']): string {
  const counts = severities.map((severity) => count(findings, severity)).join(', ')
  const kinds = Object.entries(read).filter(([, documents]) => documents > 0)
  const documents = kinds.map(([kind, each]) => `${each} ${kind}`).join(', ')
  return `${findings.length === 1 ? '1 finding' : `${findings.length} findings`} (${counts}) in ${documents}`
}

function count(findings: readonly Finding[], severity: Severity): string {
  const found = findings.filter((finding) => finding.severity === severity).length
  return `${found} ${severity}${found === 1 ? '' : 's'}`
}

function styled(style: 'bold' | 'red' | 'yellow' | 'cyan', text: string): string {
  return styleText(style, text, { stream: process.stdout })
}
