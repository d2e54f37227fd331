import type { Fact } from '@archwright/model'

import { matchPhrase, matchPhraseBefore, type Phrase, phrase } from '../text/phrases.ts'
import type { Token } from '../text/tokens.ts'

export type Bound = Fact['bound']

/** The bound stated around an amount, and the tokens it takes. */
export interface BoundReading {
  bound: Bound
  from: number
  to: number
}

/** Finds "at least", "up to", "about" just before `from`, or "or more", "+", "at most" just after `to`. */
export function readBound(tokens: readonly Token[], from: number, to: number): BoundReading {
  for (const { bound, wanted } of before) {
    const start = matchPhraseBefore(tokens, from, wanted)
    if (start !== undefined) return { bound, from: start, to }
  }
  for (const { bound, wanted } of after) {
    const end = matchPhrase(tokens, to, wanted)
    if (end !== undefined) return { bound, from, to: end }
  }
  return { bound: 'exactly', from, to }
}

const before = rows({
  'at-least': [
    'a minimum of',
    'minimum of',
    'not fewer than',
    'no fewer than',
    'no less than',
    'not less than',
    'not below',
    'upwards of',
    'greater than',
    'more than',
    'in excess of',
    'at least',
    'exceeding',
    'exceeds',
    'above',
    'over',
    'minimum',
    'min',
    '> =',
    '≥',
    '>',
  ],
  'at-most': [
    'a maximum of',
    'maximum of',
    'a limit of',
    'limit of',
    'limited to',
    'quota of',
    'no more than',
    'not more than',
    'not longer than',
    'no longer than',
    'fewer than',
    'faster than',
    'less than',
    'lower than',
    'not exceed',
    'not above',
    'at most',
    'up to',
    'within',
    'below',
    'under',
    'max',
    'maximum',
    '< =',
    '≤',
    '<',
  ],
  about: [
    'on the order of',
    'approximately',
    'roughly',
    'around',
    'nearly',
    'almost',
    'about',
    'some',
    'approx',
    'circa',
    '~',
    '≈',
  ],
})

const after = rows({
  'at-least': ['or more', 'or above', 'and more', 'and above', 'or longer', 'minimum', '+'],
  'at-most': ['or less', 'or fewer', 'or faster', 'at most', 'maximum', 'max', 'tops'],
})

function rows(table: Partial<Record<Bound, string[]>>): { bound: Bound; wanted: Phrase }[] {
  return (Object.entries(table) as [Bound, string[]][]) // Object.entries forgets the key's type.
    .flatMap(([bound, phrases]) => phrases.map((text) => ({ bound, wanted: phrase(text) })))
    .sort((one, other) => other.wanted.length - one.wanted.length)
}
