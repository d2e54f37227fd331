import { readFileSync } from 'node:fs'

import type { Design } from '@archwright/model'

/** The design of the example shop. Each call reads it anew, so that a test may change its copy. */
export function shopDesign(): Design {
  return JSON.parse(readFileSync(new URL('./shop-design.json', import.meta.url), 'utf8'))
}

/** A design with one process and nothing else: what every document looks like when its lists are empty. */
export function emptyDesign(): Design {
  const shop = shopDesign()
  const { capacity, availability } = shop
  return {
    ...withEmptyLists(shop),
    deployables: shop.deployables.slice(0, 1),
    brief: withEmptyLists(shop.brief),
    capacity: withEmptyLists(capacity),
    availability: withEmptyLists(availability),
  }
}

function withEmptyLists<Part extends object>(part: Part): Part {
  const lists = Object.entries(part).filter(([, value]) => Array.isArray(value))
  return { ...part, ...Object.fromEntries(lists.map(([key]) => [key, []])) }
}

/** The shop with `text` put wherever a design holds words that a person wrote. */
export function shopSaying(text: string): Design {
  const design = shopDesign()
  const said = reworded(design, text) as Design
  // What is asked is a word of the vocabulary, and written by nobody.
  const asks = said.brief.asks.map((ask, index) => ({
    ...ask,
    what: design.brief.asks[index]?.what ?? ask.what,
  }))
  return { ...said, brief: { ...said.brief, asks } }
}

function reworded(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((each) => reworded(each, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' && writtenByPeople.has(key)
        ? `${text}${inner}${text}`
        : reworded(inner, text),
    ]),
  )
}

const writtenByPeople = new Set(
  'title style summary prose text about why purpose question chosen answer responsibility audience versioning pagination engine fallback indicator statement what formula risk gate load breaks step effort requirement measuredBy says conditions source becomes ruledOut proves revoked surface per keptIn over rule duty met flow threat control test catches against runs size answers to otherwise invalidation trigger dependency'.split(
    ' ',
  ),
)
