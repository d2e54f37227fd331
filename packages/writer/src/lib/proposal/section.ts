import type { Decision, Design, Flip } from '@archwright/model'

import { paths } from '../paths.ts'
import { type References, referencesFrom } from '../references.ts'
import { blocks, bullets, code, heading, prose, sentence } from '../text/markdown.ts'
import { quantity } from '../text/quantity.ts'

/** What every section of the proposal is given. */
export interface Scene {
  design: Design
  refs: References
}

/** The scene of the document at docs/proposal.md. */
export function sceneOf(design: Design): Scene {
  return { design, refs: referencesFrom(paths.proposal, design) }
}

/** A second-level section; nothing at all when it has nothing to say. */
export function section(title: string, ...parts: readonly (string | undefined)[]): string {
  const body = blocks(...parts)
  return body === '' ? '' : blocks(heading(2, title), body)
}

/** A third-level section; nothing at all when it has nothing to say. */
export function subsection(title: string, ...parts: readonly (string | undefined)[]): string {
  const body = blocks(...parts)
  return body === '' ? '' : blocks(heading(3, title), body)
}

/** One bullet per decision: its answer, and the record that carries it. */
export function answers({ refs }: Scene, decisions: readonly Decision[]): string {
  return bullets(decisions.map(({ answer, id }) => `${sentence(answer)} (${refs.decision(id)})`))
}

/** The value at which a decision changes, as a sentence without its full stop. */
export function changesAt({ variable, at, unit, direction, becomes }: Flip): string {
  const moves = direction === 'from' ? 'reaches' : 'falls below'
  return `When ${code(variable)} ${moves} ${quantity(at, unit)}: ${prose(becomes)}`
}
