import type { TObject } from 'typebox'

import type { EventSpec } from './event.ts'
import { type LimitClass, moduleOf } from './operation.ts'

/**
 * What a client may follow: events of a module as they happen, each one once, resumable. A caller is told an event when
 * every field of the input that was given equals the event's field of that name, and, for a role named in `own`, when
 * the event's field named there is the caller's id.
 */
export interface SubscriptionSpec {
  /** "module.subscription". */
  readonly name: `${string}.${string}`
  readonly summary: string
  /** Optional fields, each also a field of the events' data: text, a number or a boolean. */
  readonly input: TObject
  /** Of the same module. */
  readonly events: readonly [EventSpec, ...EventSpec[]]
  /** Roles that may follow. */
  readonly access: 'public' | readonly [string, ...string[]]
  /** Role → the event's field that holds its owner's id. A caller with a role that is not named here hears all. */
  readonly own?: Readonly<Record<string, string>>
  /** Offered over REST as server-sent events at this route. */
  readonly rest?: `GET /${string}`
  readonly limit?: LimitClass
  /** Notes who follows, over all processes: declare by `presenceOf` who may ask. */
  readonly presence?: true
}

export type Subscription<Spec extends SubscriptionSpec = SubscriptionSpec> = Spec & {
  readonly kind: 'subscription'
}

/** Declares what a client may follow. */
export function subscription<const Spec extends SubscriptionSpec>(spec: Spec): Subscription<Spec> {
  for (const field of [...Object.keys(spec.input.properties), ...Object.values(spec.own ?? {})]) {
    const lacking = spec.events.find(({ data }) => !(field in data.properties))
    if (lacking) throw new TypeError(`${spec.name}: ${lacking.name} has no field "${field}"`)
  }
  for (const [field, schema] of Object.entries(spec.input.properties)) {
    const { type } = schema as { type?: string } // of JSON Schema; absent for constants and choices
    if (type === 'object' || type === 'array')
      throw new TypeError(`${spec.name}: "${field}" is compared whole and must be a scalar`)
  }
  for (const { name } of spec.events) {
    if (moduleOf(name) !== moduleOf(spec.name))
      throw new TypeError(`${spec.name}: ${name} is an event of another module`)
  }
  return Object.freeze({ ...spec, kind: 'subscription' as const })
}
