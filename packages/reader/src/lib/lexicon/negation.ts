import type { Mention } from '../prose/recognizer.ts'
import { type Forms, matchPattern } from '../text/patterns.ts'
import { compileAll } from './classes.ts'

/** What a "no" before it only says once more: "no announcement may be lost", "must not abuse it". */
const negative = new Set(
  'no-loss no-duplicates abuse isolation strong-consistency eventual-is-fine unreliable-outside no-operations-staff fraud'.split(
    ' ',
  ),
)

/** Whether the words before or after a mention take it back: "no accounts", "need not be instant", "search is out of scope". */
export function isNegated(sentence: Forms, mention: Mention, { quality }: { quality: boolean }) {
  if (negative.has(mention.name)) return isPutOff(sentence, mention)
  if (wordsOf(sentence, mention.from, mention.to).some((word) => negators.has(word))) return false
  return isRefused(sentence, mention, quality) || isPutOff(sentence, mention)
}

const negators = new Set(
  "no not never without nobody none nothing neither nor cannot can't don't doesn't isn't aren't won't mustn't needn't shouldn't".split(
    ' ',
  ),
)
const auxiliaries = /^(?:not|cannot|\w+n't)$/
const absences = new Set(['no', 'without', 'neither', 'nor', 'any'])
const wishes =
  /^(?:need|require|want|include|have|support|offer|handle|involve|use|provide|plan|expect|ask|aim)/
/** "No lost orders" speaks of orders, "no more than" of a bound. */
const notAbsent =
  /^(?:duplicate|double|lost|missing|second|stale|other|more|longer|single|later|less|fewer|matter|unauthorized|half|one|only|just|two)/
const articles = new Set([
  'a',
  'an',
  'the',
  'any',
  'own',
  'in',
  'be',
  'at',
  'have',
  'to',
  'need',
  'for',
  'very',
])

const farthest = 5

function isRefused(sentence: Forms, { from, to }: Mention, quality: boolean): boolean {
  const before = wordsOf(sentence, clauseStart(sentence, from), from).slice(-farthest)
  const at = before.findLastIndex((word) => negators.has(word) || word === 'instead')
  const negator = before[at]
  if (negator === undefined) return false
  const between = before.slice(at + 1)
  if (between.some((word) => notAbsent.test(word))) return false
  if (absences.has(negator)) return between.length <= 3 && !isSubject(sentence, to)
  if (negator === 'instead') return between.length <= 2
  if (!auxiliaries.test(negator)) return false
  const near = between.every((word) => articles.has(word))
  if (near) return quality || between.length <= 1
  return between.length <= 3 && wishes.test(between[0] ?? '')
}

// "No order may be lost" says something of orders; "no accounts are needed" says that there are none.
function isSubject(sentence: Forms, to: number): boolean {
  const { tokens } = sentence
  if (wordsOf(sentence, to, to + 3).some((word) => /^(?:need|requir|necess|want)/.test(word)))
    return false
  return /^(?:may|can|must|should|shall|will|is|are|was|were|has|have|ever|gets?)$/.test(
    tokens[to]?.text ?? '',
  )
}

const putOff = compileAll(
  `is|are|be not|never|hardly _ needed|required|necessary|wanted|planned|important|expected|foreseen|used|allowed, isn't|aren't _ needed|required|necessary|wanted|planned,
  is|are|be? out of scope, is|are unnecessary, not needed, not required, not necessary, not part of, not in scope, is|are no concern, is|are not a concern, do|does not matter, need not be supported`,
)

function isPutOff(sentence: Forms, { to }: Mention): boolean {
  const end = Math.min(clauseEnd(sentence, to), to + 3)
  for (let at = to; at <= end; at++)
    if (putOff.some((pattern) => matchPattern(sentence, at, pattern) !== undefined)) return true
  return false
}

function clauseStart({ tokens }: Forms, from: number): number {
  let at = from
  while (at > 0 && !isBoundary(tokens[at - 1]?.text ?? '')) at -= 1
  return at
}

function clauseEnd({ tokens }: Forms, to: number): number {
  let at = to
  while (at < tokens.length && !isBoundary(tokens[at]?.text ?? '')) at += 1
  return at
}

function isBoundary(text: string): boolean {
  return /^(?:[,;:()–—]|but|although|though|while|because|so|yet|that|which|who|if|when)$/.test(
    text,
  )
}

function wordsOf({ tokens }: Forms, from: number, to: number): string[] {
  return tokens
    .slice(from, to)
    .filter(({ kind }) => kind === 'word')
    .map(({ text }) => text)
}
