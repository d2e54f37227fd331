import { actorOf } from '../lexicon/actors.ts'
import { verbRows } from '../lexicon/verbs.ts'
import { singularOf } from '../text/nouns.ts'
import type { Forms } from '../text/patterns.ts'
import type { Token } from '../text/tokens.ts'
import type { Act } from './acts.ts'

/** What things are kept in, before "of" and their names: "a shared workspace of boards, cards and comments". */
const containers = new Set(
  'workspace space collection library hierarchy tree notebook portfolio binder archive inventory registry directory'.split(
    ' ',
  ),
)

/** A list of things that are kept says that people make them: one act for each, with the words of what keeps them. */
export function readThings({ tokens }: Forms): Act[] {
  const row = verbRows.get('create')
  const actor = actorOf('user')
  if (!row || !actor) return []
  return tokens.flatMap(({ text, start }, at) => {
    if (!containers.has(singularOf(text)) || tokens[at + 1]?.text !== 'of') return []
    const listed = listFrom(tokens, at + 2)
    if (listed.length < 2) return []
    const end = listed.at(-1)?.end ?? start
    return listed.map((noun) => ({
      actor,
      row,
      text: 'create',
      object: [singularOf(noun.text)],
      each: false,
      from: at,
      to: at + 1,
      start,
      end,
    }))
  })
}

// Plain plurals parted by commas, "and" or "or", up to the first other word.
function listFrom(tokens: readonly Token[], from: number): Token[] {
  const listed: Token[] = []
  for (const token of tokens.slice(from)) {
    if (/^(?:,|and|or)$/.test(token.text)) continue
    if (token.kind !== 'word' || singularOf(token.text) === token.text) break
    listed.push(token)
  }
  return listed
}
