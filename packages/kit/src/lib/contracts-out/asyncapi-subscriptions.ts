import type { Subscription } from '../contract/subscription.ts'
import type { Module } from '../module/define-module.ts'
import { methodAndPath, versionPrefix } from '../transports/rest/fields.ts'

/** What clients may follow, as channels: the address is that of its server-sent events, where it has one. */
export function followedChannels(modules: readonly Module[]): Record<string, object> {
  return Object.fromEntries(
    subscriptionsOf(modules).map((subscription) => [
      subscription.name,
      {
        address: addressOf(subscription),
        description: `${subscription.summary}. Also over WebSocket (${versionPrefix}/ws) where that is open: JSON-RPC \`subscribe\` with {"subscription":"${subscription.name}"}.`,
        messages: Object.fromEntries(
          subscription.events.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        'x-roles': subscription.access,
        ...(subscription.own ? { 'x-own': subscription.own } : {}),
      },
    ]),
  )
}

/** That the system tells them. */
export function followedOperations(modules: readonly Module[]): Record<string, object> {
  return Object.fromEntries(
    subscriptionsOf(modules).map((subscription) => [
      `${subscription.name}.tell`,
      {
        action: 'send',
        summary: subscription.summary,
        channel: { $ref: `#/channels/${subscription.name}` },
        messages: subscription.events.map(({ name }) => ({
          $ref: `#/channels/${subscription.name}/messages/${name}`,
        })),
        ...(subscription.rest ? { bindings: { http: { method: 'GET' } } } : {}),
      },
    ]),
  )
}

function addressOf({ rest }: Subscription): string | null {
  return rest === undefined ? null : `${versionPrefix}${methodAndPath({ route: rest }).path}`
}

function subscriptionsOf(modules: readonly Module[]): Subscription[] {
  return modules.flatMap(({ subscriptions = [] }) => subscriptions)
}
