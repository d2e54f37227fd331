import { styleText } from 'node:util'

import type { ClaimEvidence, Evidence } from '@archwright/model'
import { figure } from '@archwright/studio/figure'

const marks = { met: ['green', '✔'], missed: ['red', '✖'], unmeasured: ['yellow', '–'] } as const

/** Claim by claim: asked, predicted, measured, verdict. */
export function claimTable({ claims }: Evidence): string {
  const width = Math.min(60, Math.max(...claims.map(({ requirement }) => requirement.length)))
  const header = `  ${'claim'.padEnd(width)}  ${'asked'.padStart(12)}  ${'predicted'.padStart(12)}  ${'measured'.padStart(12)}  unit\n`
  return header + claims.map((claim) => line(claim, width)).join('')
}

function line(
  { verdict, requirement, required, predicted, measured, unit }: ClaimEvidence,
  width: number,
): string {
  const [color, mark] = marks[verdict]
  const figures = [required, predicted, measured]
    .map((value) => figure(value).padStart(12))
    .join('  ')
  const words =
    requirement.length > width ? `${requirement.slice(0, width - 1)}…` : requirement.padEnd(width)
  return `${styleText(color, mark, { stream: process.stdout })} ${words}  ${figures}  ${unit}\n`
}
