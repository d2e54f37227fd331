import type { Rule } from '@archwright/model'

import { sections } from '../references.ts'
import { blocks, bullets, code, link, prose, table } from '../text/markdown.ts'
import { interval, quantity } from '../text/quantity.ts'
import { type Scene, section } from './section.ts'

/** What the design promises, and how each promise is tested. */
export function claimsSection({ design, refs }: Scene): string {
  const rows = design.claims.map((claim) => [
    claim.id,
    prose(claim.requirement),
    claim.asked ? 'the brief' : 'assumed',
    `${bounds[claim.better]} ${quantity(claim.required, claim.unit)}`,
    quantity(claim.predicted, claim.unit),
    prose(claim.measuredBy),
    refs.list(claim.decisions),
  ])
  return section(
    'Claims',
    'Each claim is tested on the running backend by `archwright prove`.',
    table(
      [
        { title: 'Claim' },
        { title: 'Requirement' },
        { title: 'Asked by' },
        { title: 'Required', align: 'right' },
        { title: 'Predicted', align: 'right' },
        { title: 'Measured by' },
        { title: 'Carried by' },
      ],
      rows,
    ),
  )
}

const bounds = { 'at-least': '≥', 'at-most': '≤', equal: '=' }

/** The numbers found in the brief, in its own words. */
export function factsSection({ design }: Scene): string {
  return section(
    sections.facts,
    table(
      [
        { title: 'Fact' },
        { title: 'About' },
        { title: 'In the brief' },
        { title: 'Value', align: 'right' },
      ],
      design.brief.facts.map(({ id, about, text, value, unit }) => [
        id,
        prose(about),
        `“${prose(text)}”`,
        quantity(value, unit),
      ]),
    ),
  )
}

/** What the brief left open and was filled in. */
export function assumptionsSection({ design, refs }: Scene): string {
  return section(
    sections.assumptions,
    table(
      [
        { title: 'Assumption' },
        { title: 'About' },
        { title: 'Value', align: 'right' },
        { title: 'Why' },
        { title: 'Source' },
      ],
      design.brief.assumptions.map(({ id, about, value, unit, why, source }) => [
        id,
        code(about),
        typeof value === 'number' ? quantity(value, unit) : prose(`${value} ${unit}`),
        prose(why),
        design.rules.some((rule) => rule.id === source) ? refs.list([source]) : prose(source),
      ]),
    ),
  )
}

/** Sentences of the brief that nothing here answers. */
export function notUnderstoodSection({ design }: Scene): string {
  return section(
    'Not understood',
    bullets(design.brief.notUnderstood.map(({ text }) => `“${prose(text)}”`)),
  )
}

/** The published, computed and measured numbers that this design rests on. */
export function rulesSection({ design }: Scene): string {
  const { rules, ...rest } = design
  const used = JSON.stringify(rest)
  return section(
    sections.rules,
    table(
      [
        { title: 'Rule' },
        { title: 'Says' },
        { title: 'Value', align: 'right' },
        { title: 'Conditions' },
        { title: 'Grade' },
        { title: 'Retrieved' },
        { title: 'Source' },
      ],
      rules
        .filter(({ id }) => used.includes(`"${id}"`))
        .map((rule) => [
          code(rule.id),
          prose(rule.says),
          ruleValue(rule),
          prose(rule.conditions),
          grades[rule.grade],
          rule.retrieved,
          sourceOf(rule),
        ]),
    ),
  )
}

/** The value of a rule, or its interval. */
export function ruleValue({ value, unit }: Rule): string {
  if (typeof value === 'number') return quantity(value, unit)
  return interval(value.low, value.mid, value.high, unit)
}

/** The source, as a link when it is an address. */
export function sourceOf({ source }: Rule): string {
  const isAddress = /^https?:\/\/[^\s|<>()[\]]+$/.test(source)
  return isAddress
    ? link(prose(source.replace(/^https?:\/\//, '').split('/')[0] ?? source), source)
    : prose(source)
}

/** What each grade of evidence means to a reader. */
export const grades: Record<Rule['grade'], string> = {
  published: 'published by its owner',
  secondary: 'secondary',
  vendor: 'vendor claim',
  computed: 'computed',
  measured: 'measured here',
}

/** Everything the proposal rests on, in one place at its end. */
export function groundsSections(scene: Scene): string {
  return blocks(
    claimsSection(scene),
    factsSection(scene),
    assumptionsSection(scene),
    notUnderstoodSection(scene),
    rulesSection(scene),
  )
}
