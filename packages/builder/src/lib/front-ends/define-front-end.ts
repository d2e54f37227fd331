import type { FrontEnd } from '@archwright/model'

import type { Access } from '../written/definition.ts'
import { type Names, namesOf } from '../written/names.ts'
import type { Offer } from './offers.ts'

/** A module that answers one kind of client, to be written. */
export interface FrontEndDefinition {
  /** The kind of client: "mobile". */
  readonly name: string
  readonly screens: readonly Screen[]
  /** Rows carry their short fields only. */
  readonly small: boolean
}

/** What one call of a client shows. */
export interface Screen {
  /** startScreen */
  readonly names: Names
  /** "start screen" */
  readonly words: string
  readonly access: Access
  /** The first part of a screen about one thing must answer; every other part may be left out. */
  readonly about: Offer | undefined
  readonly parts: readonly Part[]
}

export interface Part {
  /** The field of the answer: "products". */
  readonly field: string
  readonly offer: Offer
}

const smallClients: ReadonlySet<string> = new Set(['mobile', 'device'])

/**
 * The front end of a design as a module: each screen that joins at least two of the operations that the project has,
 * either lists of which nothing must be known, or things that are found by the same input.
 * @returns undefined when no screen is left.
 */
export function defineFrontEnd(
  { client, operations }: Pick<FrontEnd, 'client' | 'operations'>,
  offers: ReadonlyMap<string, Offer>,
): FrontEndDefinition | undefined {
  const screens = operations.flatMap(({ name, joins }) => {
    const known = joins.flatMap((join) => offers.get(join) ?? [])
    return screenOf(
      name,
      known.filter(({ access }) => access !== 'internal'),
    )
  })
  if (screens.length === 0) return undefined
  return { name: client, screens, small: smallClients.has(client) }
}

function screenOf(words: string, offers: readonly Offer[]): Screen[] {
  const lists = offers.filter(({ list, required }) => list && required.length === 0)
  const [about] = offers.filter(({ list, required }) => !list && required.length > 0)
  const same = offers.filter(({ required }) => `${required}` === `${about?.required}`)
  const [joined, first] = lists.length > 1 ? [lists, undefined] : [same, about]
  if (joined.length < 2) return []
  const parts = joined.map((offer) => ({ field: fieldOf(offer, joined), offer }))
  const names = namesOf(words)
  return [{ names, words, access: accessOf(first ? [first] : joined), about: first, parts }]
}

/** Open to whoever may see the part that must answer, or any part. */
function accessOf(offers: readonly Offer[]): Access {
  const all = offers.map(({ access }) => access)
  if (all.includes('public')) return 'public'
  return [...new Set(all.flat())]
}

/** "catalog.listProducts" → "products"; the whole verb where two would be called the same. */
function fieldOf(offer: Offer, among: readonly Offer[]): string {
  const own = nounOf(offer)
  const alone = among.filter((other) => nounOf(other) === own).length === 1
  return alone ? own : verbOf(offer)
}

function nounOf(offer: Offer): string {
  const verb = verbOf(offer)
  const noun = verb.replace(/^(list|get|browse|read|show|view)(?=[A-Z])/, '')
  return noun.charAt(0).toLowerCase() + noun.slice(1)
}

export function verbOf({ name }: Offer): string {
  return name.slice(name.indexOf('.') + 1)
}

export function moduleOf({ name }: Offer): string {
  return name.slice(0, name.indexOf('.'))
}
