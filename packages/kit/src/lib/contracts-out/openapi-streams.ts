import { moduleOf } from '../contract/operation.ts'
import type { Subscription } from '../contract/subscription.ts'
import type { Module } from '../module/define-module.ts'
import { limitClassOf } from '../protection/limit-class.ts'
import { methodAndPath, pathFields, versionPrefix } from '../transports/rest/fields.ts'
import type { Components } from './components.ts'
import { plainSchema } from './json-schema.ts'
import { streamFailures } from './openapi-failures.ts'
import type { Parameter } from './openapi-request.ts'
import { failureResponses, headers } from './openapi-responses.ts'
import type { Security } from './openapi-security.ts'

/** The subscriptions of modules that are offered as server-sent events, by path. */
export function streamPaths(
  modules: readonly Module[],
  security: Security,
  components: Components,
): Record<string, { get: object }> {
  const all = modules.flatMap(({ subscriptions = [] }) => subscriptions)
  return Object.fromEntries(
    all.flatMap((subscription) => {
      const { rest, access } = subscription
      if (rest === undefined) return []
      const { path } = methodAndPath({ route: rest })
      const get = {
        ...streamObject(subscription, rest, components),
        security: security.of(access),
      }
      return [[`${versionPrefix}${path}`, { get }]]
    }),
  )
}

function streamObject(
  subscription: Subscription,
  route: NonNullable<Subscription['rest']>,
  components: Components,
): object {
  const { name, summary, access, events } = subscription
  return {
    operationId: name,
    summary,
    tags: [moduleOf(name)],
    parameters: [...inputParameters(subscription, route, components), ...placeParameters],
    responses: {
      200: {
        description:
          'Server-sent events as they happen. `id` is the place to resume behind, `event` the name, `data` JSON with the id, the time and the data of the event. Ends with an event `problem` when you may no longer hear.',
        headers: headers('CorrelationId'),
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...failureResponses(streamFailures(), components),
    },
    'x-access': access === 'public' ? 'public' : 'roles',
    ...(access === 'public' ? {} : { 'x-roles': access }),
    'x-kind': subscription.kind,
    'x-limit-class': limitClassOf(subscription),
    // OpenAPI 3.1 has no word for the items of a stream.
    'x-events': Object.fromEntries(
      events.map((event) => [event.name, components.refer(plainSchema(event.data))]),
    ),
  }
}

function inputParameters(
  { input }: Subscription,
  route: NonNullable<Subscription['rest']>,
  components: Components,
): Parameter[] {
  const { properties = {} } = plainSchema(input)
  const inPath = new Set(pathFields({ route }))
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: inPath.has(name) ? 'path' : 'query',
    required: inPath.has(name),
    schema: components.refer(schema),
  }))
}

const place = { type: 'string', pattern: '^\\d{1,16}$' } as const

const placeParameters: readonly Parameter[] = [
  {
    name: 'after',
    in: 'query',
    required: false,
    description: 'Position of the last event that was heard; from now on without it.',
    schema: place,
  },
  {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'As EventSource sends it when it comes back; wins over `after`.',
    schema: place,
  },
]
