import type { Operation } from '../contract/operation.ts'
import { moduleOf } from '../contract/operation.ts'
import type { Subscription } from '../contract/subscription.ts'
import { defineModule, type Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'

/** A module of nothing but its contract, for a mock: none of its operations does anything. */
export function contractModule(contract: Readonly<Record<string, unknown>>): Module {
  const declared = Object.values(contract)
  const operations = declared.filter((one) => isKind<Operation>(one, 'command', 'query'))
  const subscriptions = declared.filter((one) => isKind<Subscription>(one, 'subscription'))
  const [first] = [...operations, ...subscriptions]
  if (!first) throw new TypeError('exports no operation')
  const name = moduleOf(first.name)
  return defineModule({
    name,
    summary: `The contract of ${name}.`,
    handlers: operations.map((operation) => handle(operation, refuse)),
    events: subscriptions.flatMap(({ events }) => events),
    subscriptions,
  })
}

async function refuse(): Promise<never> {
  throw new TypeError('a contract has no handlers')
}

function isKind<Declared>(value: unknown, ...kinds: string[]): value is Declared {
  return typeof value === 'object' && value !== null && kinds.includes(Object(value).kind)
}
