import { styleText } from 'node:util'

import { type Change, contractKinds, type Difference, type Severity, severities } from './change.ts'

const colors = { breaking: 'red', risky: 'yellow', compatible: 'green' } as const

/** Changes, the worst first, each with its place; then the sum. */
export function asText({ changes, compared }: Difference): string {
  const lines = changes.flatMap((change) => [...linesOf(change), ''])
  const counts = severities.map((severity) => `${count(changes, severity)} ${severity}`).join(', ')
  const files = contractKinds
    .filter((kind) => compared[kind] > 0)
    .map((kind) => `${compared[kind]} ${kind}`)
  const sum = changes.length === 0 ? 'no difference' : counts
  return `${[...lines, `${sum} (compared: ${files.join(', ')})`].join('\n')}\n`
}

function linesOf({ severity, contract, place, what, why, instead, hits }: Change): string[] {
  const color = colors[severity]
  return [
    `${styled(color, severity)}  ${contract}  ${styled('bold', place)}`,
    `  ${what}`,
    ...(why ? [`  why      ${why}`] : []),
    ...(instead ? [`  instead  ${instead}`] : []),
    ...(hits ? [`  hits     ${hits.join(', ')}`] : []),
  ]
}

function count(changes: readonly Change[], severity: Severity): number {
  return changes.filter((change) => change.severity === severity).length
}

function styled(style: 'bold' | 'red' | 'yellow' | 'green', text: string): string {
  return styleText(style, text, { stream: process.stdout })
}
