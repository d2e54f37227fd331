import { spell } from './inflections.ts'
import { type Classes, compilePattern, longestGap, type Pattern, type Word } from './patterns.ts'

/** A part of a pattern by which texts are looked up for it: words, one of which must be there. */
export interface Anchor {
  words: readonly Word[]
  /** Tokens that may stand before it in a match, at most. */
  before: number
}

/** The first part of a pattern that is words alone, or its smallest class when all parts are classes. */
export function anchorOf({ parts }: Pattern): Anchor | undefined {
  const anchors: Anchor[] = []
  let before = 0
  for (const { words, classes, optional, gap, number } of parts) {
    if (!optional && !gap && !number) {
      if (classes.length === 0) return { words, before }
      const first = classes.flatMap((phrases) => [...phrases.keys()])
      const all = first.map((text): Word => ({ text, match: 'inflected' }))
      anchors.push({ words: [...words, ...all], before })
    }
    before += gap ? longestGap : longestInClass
  }
  return anchors.toSorted((one, other) => one.words.length - other.words.length)[0]
}

/** Tokens of the longest phrase of a class, with room for hyphens. */
const longestInClass = 6

/** A phrase that is compiled when it is first looked for: of thousands a text brings up a few. */
export interface LazyPattern {
  anchor: Anchor | undefined
  pattern(): Pattern
}

/** The first word of a phrase, where it is a plain one that must be there: most phrases are found by it uncompiled. */
const firstWord = /^[a-z0-9']+(?=[\s-]|$)/

/** Prepares one pattern. @throws TypeError when it is compiled and names a class that does not exist */
export function lazyPattern(text: string, classes: Classes): LazyPattern {
  let compiled: Pattern | undefined
  const pattern = () => {
    compiled ??= compilePattern(text, classes)
    return compiled
  }
  const first = firstWord.exec(text)?.[0]
  const anchor: Anchor | undefined =
    first === undefined
      ? anchorOf(pattern())
      : { words: [{ text: spell(first), match: 'inflected' }], before: 0 }
  return { anchor, pattern }
}
