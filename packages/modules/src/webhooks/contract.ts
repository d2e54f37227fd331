/** What callers of the webhooks module may rely on: their endpoints, and what became of each message. */

import { command, event, pageInput, pageOf, query, secret } from '@archwright/kit/contract'
import { type Static, Type } from 'typebox'

const EndpointId = Type.String({ format: 'uuid' })
const DeliveryId = Type.String({ format: 'uuid' })
const When = Type.String({ format: 'date-time' })
/** Within the years that PostgreSQL keeps as JSON writes them. */
const Since = Type.String({
  format: 'date-time',
  pattern: '^[12]\\d{3}-',
  examples: ['2026-01-02T03:04:05.000Z'],
})
const nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

const EventName = Type.String({
  pattern: '^[a-zA-Z][a-zA-Z0-9_-]*(\\.[a-zA-Z0-9_-]+)+$',
  maxLength: 100,
  description:
    'A name that `webhooks.listEventTypes` tells, or one of a program: `custom.` and its own.',
  examples: ['custom.example'],
})

/** What programs name themselves; no module can be called so, which keeps them from speaking for one. */
export const CustomEventName = Type.String({
  pattern: '^custom(\\.[a-zA-Z0-9_-]+)+$',
  maxLength: 100,
  examples: ['custom.example'],
})

const endpointFields = {
  url: Type.String({
    minLength: 1,
    maxLength: 2_000,
    description: 'An address on the public internet, over https at port 443 or 8443.',
    examples: ['https://receiver.example/webhooks'],
  }),
  events: Type.Array(EventName, { minItems: 1, maxItems: 50, uniqueItems: true }),
  description: Type.String({ maxLength: 200 }),
}

export type DisabledBecause = Static<typeof DisabledBecause>
export const DisabledBecause = Type.Enum(['asked', 'gone', 'failing'], {
  title: 'WebhookDisabledBecause',
  description:
    '`asked`: by its owner. `gone`: it answered 410. `failing`: every attempt failed for days.',
})

export type Endpoint = Static<typeof Endpoint>
export const Endpoint = Type.Object(
  {
    endpointId: EndpointId,
    ownerId: Type.String({ maxLength: 100 }),
    ...endpointFields,
    enabled: Type.Boolean(),
    disabledBecause: nullable(DisabledBecause),
    failingSince: nullable(When),
    version: Type.Integer({ minimum: 1, description: 'Grows with every change by its owner.' }),
    createdAt: When,
  },
  { title: 'WebhookEndpoint' },
)

const Secret = Type.String({
  ...secret,
  description: 'Signs messages (Standard Webhooks). Told in this answer and never again.',
})

export const deliveryStates = ['waiting', 'delivered', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]
const DeliveryState = Type.Enum([...deliveryStates], {
  title: 'WebhookDeliveryState',
  description: '`waiting`: for its next attempt. `dead`: given up; it can be sent again.',
})

export type Delivery = Static<typeof Delivery>
export const Delivery = Type.Object(
  {
    deliveryId: DeliveryId,
    endpointId: EndpointId,
    messageId: Type.String({
      format: 'uuid',
      description: 'The header webhook-id, at every attempt.',
    }),
    event: EventName,
    state: DeliveryState,
    attempts: Type.Integer({ minimum: 0 }),
    nextAttemptAt: nullable(When),
    createdAt: When,
  },
  { title: 'WebhookDelivery' },
)

export type Attempt = Static<typeof Attempt>
export const Attempt = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    at: When,
    latencyMs: Type.Integer({ minimum: 0 }),
    status: nullable(Type.Integer({ description: 'HTTP status; null when there was no answer.' })),
    error: nullable(Type.String({ maxLength: 200, description: 'Why there was no answer.' })),
    excerpt: nullable(Type.String({ description: 'The first kilobyte of the answer.' })),
  },
  { title: 'WebhookAttempt' },
)

const NoEndpoint = { kind: 'not-found', says: 'There is no such endpoint of yours.' } as const
const NoDelivery = { kind: 'not-found', says: 'There is no such delivery of yours.' } as const
const Disabled = { kind: 'conflict', says: 'The endpoint is disabled; enable it first.' } as const
const UrlRefused = {
  kind: 'invalid',
  data: Type.Object({ why: Type.String() }),
  says: 'Messages cannot be sent to this address.',
} as const
const UnknownEvent = {
  kind: 'invalid',
  data: Type.Object({ event: Type.String() }),
  says: 'No such event is offered to you.',
} as const

const write = { access: ['partner', 'staff'], limit: 'write' } as const
const read = { access: ['partner', 'staff'], limit: 'read' } as const
const root = '/webhooks/endpoints'

export const registerEndpoint = command({
  ...write,
  name: 'webhooks.registerEndpoint',
  summary: 'Have chosen events sent to an address',
  rest: { route: `POST ${root}`, status: 201, etag: 'version' },
  idempotency: 'key',
  input: Type.Object({
    ...endpointFields,
    description: Type.Optional(endpointFields.description),
  }),
  output: Type.Object({ ...Endpoint.properties, secret: Secret }),
  errors: {
    URL_REFUSED: UrlRefused,
    UNKNOWN_EVENT: UnknownEvent,
    TOO_MANY_ENDPOINTS: { kind: 'conflict', says: 'You have as many endpoints as you may have.' },
  },
})

export const listEndpoints = query({
  ...read,
  name: 'webhooks.listEndpoints',
  summary: 'Endpoints, newest first: your own, or all for staff',
  rest: `GET ${root}`,
  paged: true,
  input: Type.Object(pageInput),
  output: pageOf(Endpoint),
})

export const getEndpoint = query({
  ...read,
  name: 'webhooks.getEndpoint',
  summary: 'An endpoint as it stands',
  rest: { route: `GET ${root}/{endpointId}`, etag: 'version' },
  input: Type.Object({ endpointId: EndpointId }),
  output: Endpoint,
  errors: { ENDPOINT_NOT_FOUND: NoEndpoint },
})

export const updateEndpoint = command({
  ...write,
  name: 'webhooks.updateEndpoint',
  summary: 'Change the address, the events or the description of an endpoint',
  rest: { route: `PATCH ${root}/{endpointId}`, etag: 'version' },
  idempotency: 'natural',
  input: Type.Object({
    endpointId: EndpointId,
    url: Type.Optional(endpointFields.url),
    events: Type.Optional(endpointFields.events),
    description: Type.Optional(endpointFields.description),
  }),
  output: Endpoint,
  errors: {
    ENDPOINT_NOT_FOUND: NoEndpoint,
    URL_REFUSED: UrlRefused,
    UNKNOWN_EVENT: UnknownEvent,
  },
})

/** What waits for a disabled endpoint becomes a dead letter, and nothing new is kept for it. */
export const setEnabled = command({
  ...write,
  name: 'webhooks.setEnabled',
  summary: 'Disable an endpoint, or enable it again',
  rest: { route: `PUT ${root}/{endpointId}/enabled`, etag: 'version' },
  idempotency: 'natural',
  input: Type.Object({ endpointId: EndpointId, enabled: Type.Boolean() }),
  output: Endpoint,
  errors: { ENDPOINT_NOT_FOUND: NoEndpoint },
})

export const deleteEndpoint = command({
  ...write,
  name: 'webhooks.deleteEndpoint',
  summary: 'Delete an endpoint with its log',
  rest: { route: `DELETE ${root}/{endpointId}`, status: 204 },
  idempotency: 'natural',
  input: Type.Object({ endpointId: EndpointId }),
  output: Type.Object({}),
  errors: { ENDPOINT_NOT_FOUND: NoEndpoint },
})

export const rotateSecret = command({
  ...write,
  name: 'webhooks.rotateSecret',
  summary: 'Give an endpoint a new secret; the one before signs beside it for a day',
  rest: { route: `POST ${root}/{endpointId}/secrets`, status: 201 },
  idempotency: 'key',
  input: Type.Object({ endpointId: EndpointId }),
  output: Type.Object({ secret: Secret, olderEndsAt: When }),
  errors: { ENDPOINT_NOT_FOUND: NoEndpoint },
})

/** Tells whether an address works: the message is sent like any other, whatever events were chosen. */
export const ping = command({
  ...write,
  name: 'webhooks.ping',
  summary: 'Send a test message, and look at its delivery afterwards',
  rest: { route: `POST ${root}/{endpointId}/pings`, status: 202 },
  idempotency: 'key',
  input: Type.Object({ endpointId: EndpointId }),
  output: Type.Object({ deliveryId: DeliveryId }),
  errors: { ENDPOINT_NOT_FOUND: NoEndpoint, ENDPOINT_DISABLED: Disabled },
})

export const listEventTypes = query({
  ...read,
  name: 'webhooks.listEventTypes',
  summary: 'The events of this system that are offered to you',
  rest: 'GET /webhooks/event-types',
  input: Type.Object({}),
  output: Type.Object({
    items: Type.Array(Type.Object({ name: Type.String(), summary: Type.String() })),
  }),
})

export const sendEvent = command({
  ...write,
  name: 'webhooks.sendEvent',
  summary:
    'Send an event of your own: to your endpoints; staff name whose, or reach all that chose it',
  rest: { route: 'POST /webhooks/events', status: 202 },
  idempotency: 'key',
  input: Type.Object({
    event: CustomEventName,
    data: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
      maxProperties: 100,
      description: 'At most 20 kB as JSON (Standard Webhooks asks for small messages).',
      examples: [{ id: '42' }],
    }),
    ownerId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  }),
  output: Type.Object({
    messageId: Type.String({ format: 'uuid' }),
    deliveries: Type.Integer({ minimum: 0 }),
  }),
  errors: {
    DATA_TOO_LARGE: { kind: 'invalid', says: 'The data have more than 20 kB; send a reference.' },
    NOT_YOUR_ENDPOINTS: { kind: 'forbidden', says: 'Only staff send to the endpoints of others.' },
  },
})

/** Dead letters are those in the state `dead`. */
export const listDeliveries = query({
  ...read,
  name: 'webhooks.listDeliveries',
  summary: 'What became of messages, newest first: to your own endpoints, or to all for staff',
  rest: 'GET /webhooks/deliveries',
  paged: true,
  input: Type.Object({
    endpointId: Type.Optional(EndpointId),
    state: Type.Optional(DeliveryState),
    event: Type.Optional(EventName),
    ...pageInput,
  }),
  output: pageOf(Delivery),
})

export const getDelivery = query({
  ...read,
  name: 'webhooks.getDelivery',
  summary: 'A delivery with each of its attempts',
  rest: 'GET /webhooks/deliveries/{deliveryId}',
  input: Type.Object({ deliveryId: DeliveryId }),
  output: Type.Object({ ...Delivery.properties, log: Type.Array(Attempt) }),
  errors: { DELIVERY_NOT_FOUND: NoDelivery },
})

/** The message keeps its id, so that a receiver that has it already can tell. */
export const replayDelivery = command({
  ...write,
  name: 'webhooks.replayDelivery',
  summary: 'Send a message again, now and by the whole schedule',
  rest: { route: 'POST /webhooks/deliveries/{deliveryId}/replays', status: 202 },
  idempotency: 'key',
  input: Type.Object({ deliveryId: DeliveryId }),
  output: Delivery,
  errors: { DELIVERY_NOT_FOUND: NoDelivery, ENDPOINT_DISABLED: Disabled },
})

export const replayFailed = command({
  ...write,
  name: 'webhooks.replayFailed',
  summary: 'Send again what an endpoint missed since a time, in the background',
  rest: { route: `POST ${root}/{endpointId}/replays`, status: 202 },
  idempotency: 'key',
  input: Type.Object({ endpointId: EndpointId, since: Since }),
  output: Type.Object({
    dead: Type.Integer({ minimum: 0, description: 'How many that are now.' }),
  }),
  errors: { ENDPOINT_NOT_FOUND: NoEndpoint, ENDPOINT_DISABLED: Disabled },
})

/** An attempt as the sender reports it. */
export type MadeAttempt = Static<typeof MadeAttempt>
export const MadeAttempt = Type.Object({
  ...Attempt.properties,
  deliveryId: DeliveryId,
  endpointId: EndpointId,
  tries: Type.Integer({ minimum: 1, description: 'Its place in the schedule.' }),
  retryAfterSeconds: nullable(Type.Integer({ minimum: 0 })),
})

/** Writes down what was sent, and what follows from it. */
export const recordAttempts = command({
  name: 'webhooks.recordAttempts',
  summary: 'Write down what was sent, and what follows from it',
  access: 'internal',
  idempotency: 'natural',
  priority: 'background',
  input: Type.Object({ attempts: Type.Array(MadeAttempt, { maxItems: 500 }) }),
  output: Type.Object({}),
})

/** An endpoint was disabled because of how it answered; its owner should hear of it by other means. */
export const endpointDisabled = event({
  name: 'webhooks.endpointDisabled',
  summary: 'An endpoint was disabled because it was gone, or failed for days',
  data: Type.Object({
    endpointId: EndpointId,
    ownerId: Type.String(),
    because: DisabledBecause,
  }),
})
