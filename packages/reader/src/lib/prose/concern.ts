import type { TechniqueName } from '@archwright/model/light'

import type { Forms } from '../text/patterns.ts'
import type { Mention } from './recognizer.ts'

/** Techniques that a design can be about; the others are ways in which any system may be built. */
const concerns: ReadonlySet<string> = new Set<TechniqueName>([
  'webhooks',
  'gateway',
  'bff',
  'strangler',
  'cqrs',
  'event-sourcing',
  'saga',
  'circuit-breaker',
  'retry',
  'rate-limiting',
  'authentication',
  'authorization',
  'tracing',
  'logging',
  'metrics',
  'caching',
  'pubsub',
  'resilience',
  'security',
  'observability-plan',
  'migration',
])

/** Words that may stand between the beginning of a text and what it asks for. */
const opening = new Set(
  `design implement build add plan create introduce develop propose set up make write describe outline define need want
  we i please help us me let's how to should a an the our new robust simple scalable reliable central centralized common
  shared complete good secure strategy system service patterns pattern solution for of and with`.split(
    /\s+/,
  ),
)

/**
 * The technique on which a whole text centers: what its first sentence asks for before it says for whom. "Circuit
 * breaker and retry for calls to an external service" asks for one; "an online shop with an API gateway" does not.
 */
export function concernOf(
  first: Forms | undefined,
  asks: readonly Mention[],
): TechniqueName | undefined {
  const [ask] = asks
    .filter(({ name }) => concerns.has(name))
    .toSorted((one, other) => one.from - other.from)
  if (!first || !ask) return undefined
  const before = first.tokens.slice(0, ask.from).filter(({ kind }) => kind === 'word')
  if (!before.every(({ text }) => opening.has(text))) return undefined
  const joined = /^(?:for|of|with)$/.test(before.at(-1)?.text ?? '')
  return joined ? undefined : (ask.name as TechniqueName) // Of the names in `concerns`, all are techniques.
}
