import type { Decision, Design } from '@archwright/model'

import { paths, relativeTo } from './paths.ts'
import { code, link } from './text/markdown.ts'

/** Turns the ids a design cites into links, as seen from one document. */
export interface References {
  /** `[D-01](decisions/0001-topology.md)`; the bare id when there is no such decision. */
  decision: (id: string) => string
  /** All ids in their order, joined by commas. */
  list: (ids: readonly string[]) => string
  to: (path: string, text: string) => string
}

/** References for links that stand in the document at `from`. */
export function referencesFrom(from: string, design: Design): References {
  const decisions = new Map(design.decisions.map((each) => [each.id, each]))
  const to = (path: string, text: string) => link(text, relativeTo(from, path))
  const decision = (id: string) => {
    const found = decisions.get(id)
    return found ? to(paths.decision(found), id) : id
  }
  const anchors = anchorsOf(design)
  const proposal = from === paths.proposal ? '' : relativeTo(from, paths.proposal)
  const one = (id: string) => {
    if (decisions.has(id)) return decision(id)
    const anchor = anchors.get(id)
    return anchor ? link(anchor.text, `${proposal}#${anchor.section}`) : code(id)
  }
  return { decision, to, list: (ids) => ids.map(one).join(', ') }
}

/** Headings of the proposal to which facts, assumptions, rules and lines of arithmetic link. */
export const sections = {
  assumptions: 'Assumptions',
  facts: 'What the brief says',
  capacity: 'Capacity',
  availability: 'Availability budget',
  cost: 'Cost',
  rules: 'Rules cited',
}

interface Anchor {
  text: string
  section: string
}

function anchorsOf({ brief, rules, capacity, availability }: Design): Map<string, Anchor> {
  const at = (ids: readonly { id: string }[], section: string, typed = true) =>
    ids.map(({ id }): [string, Anchor] => [id, { text: typed ? id : code(id), section }])
  return new Map([
    ...at(rules, anchor(sections.rules), false),
    ...at(capacity.lines, anchor(sections.capacity), false),
    ...at(availability.lines, anchor(sections.availability), false),
    ...at(brief.assumptions, anchor(sections.assumptions)),
    ...at(brief.facts, anchor(sections.facts)),
  ])
}

/** The fragment GitHub gives a heading. */
export function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')
}

/** Decisions of one area, in the order of the design. */
export function decisionsIn(
  { decisions }: Design,
  ...areas: readonly Decision['area'][]
): Decision[] {
  return decisions.filter(({ area }) => areas.includes(area))
}
