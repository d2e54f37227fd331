import type { Choices } from '@archwright/model'

import type { ChoicePart } from './decision.ts'

/** Joins what each decision adds: lists without repeats in the order of the decisions, records by key. */
export function joinChoices(parts: readonly ChoicePart[]): Choices {
  const list = (pick: (part: ChoicePart) => readonly (string | undefined)[] | undefined) => [
    ...new Set(parts.flatMap((part) => pick(part) ?? []).filter((value) => value !== undefined)),
  ]
  const messaging = list((part) => part.messaging)
  const engine = parts.findLast((part) => part.messaging_engine)?.messaging_engine
  const pattern = parts.findLast((part) => part.cache?.pattern)?.cache?.pattern
  return {
    topology: parts.find((part) => part.topology)?.topology ?? 'monolith',
    api_public: list((part) => part.api_public),
    api_internal: list((part) => part.api_internal),
    stores: Object.assign({}, ...parts.map((part) => part.stores)),
    messaging: messaging.length > 0 ? messaging : ['none'],
    ...(engine ? { messaging_engine: engine } : {}),
    cache: { kinds: list((part) => part.cache?.kinds), ...(pattern ? { pattern } : {}) },
    consistency: {
      ops: Object.assign({}, ...parts.map((part) => part.consistency?.ops)),
      mechanism: list((part) => part.consistency?.mechanism),
    },
    auth: { authn: list((part) => part.auth?.authn), authz: list((part) => part.auth?.authz) },
    rate_limit: Object.assign({ present: false }, ...parts.map((part) => part.rate_limit)),
    scaling: list((part) => part.scaling),
    resilience: list((part) => part.resilience),
    special: list((part) => part.special),
  }
}
