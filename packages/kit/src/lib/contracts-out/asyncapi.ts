import { type EventSpec, versionOf } from '../contract/event.ts'
import type { Module } from '../module/define-module.ts'
import { followedChannels, followedOperations } from './asyncapi-subscriptions.ts'
import { type Components, createComponents } from './components.ts'
import { exampleOf } from './example.ts'
import { type JsonSchema, plainSchema } from './json-schema.ts'
import type { DocumentInfo } from './openapi.ts'

/** An AsyncAPI 3.0 document. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0'
  readonly channels: Readonly<Record<string, object>>
  readonly operations: Readonly<Record<string, object>>
  readonly [part: string]: unknown
}

/** The modules' events as AsyncAPI 3.0: one channel per event, who sends it and who hears it. */
export function emitAsyncApi(
  modules: readonly Module[],
  { title, version = '1.0.0', description }: DocumentInfo,
): AsyncApiDocument {
  const components = createComponents()
  const events = eventsOf(modules)
  const messages = Object.fromEntries(
    events.map((event) => [event.name, messageOf(event, components)]),
  )
  return {
    asyncapi: '3.0.0',
    info: { title, version, ...(description ? { description } : {}) },
    defaultContentType: 'application/json',
    channels: {
      ...Object.fromEntries(events.map((event) => [event.name, channelOf(event)])),
      ...followedChannels(modules),
    },
    operations: { ...operationsOf(modules), ...followedOperations(modules) },
    components: { messages, schemas: { EventHeaders: eventHeaders, ...components.schemas() } },
  }
}

/** Attributes of CloudEvents 1.0 that travel beside the data. */
const eventHeaders: JsonSchema = {
  type: 'object',
  required: ['id', 'source', 'specversion', 'type', 'time'],
  properties: {
    id: {
      type: 'string',
      format: 'uuid',
      description: 'Unique per event; the inbox removes repeats by it.',
    },
    source: { type: 'string', description: 'Module that publishes it.' },
    specversion: { type: 'string', const: '1.0' },
    type: { type: 'string', description: 'Name of the event.' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { type: 'string', const: 'application/json' },
    traceparent: { type: 'string', description: 'W3C trace context of the cause.' },
  },
}

/** Each event once: those that are published, and those heard from modules that live elsewhere. */
function eventsOf(modules: readonly Module[]): EventSpec[] {
  const published = modules.flatMap(({ events = [] }) => events)
  const heard = modules.flatMap(({ listeners = [] }) => listeners.map(({ event }) => event))
  return [...new Map([...published, ...heard].map((event) => [event.name, event])).values()]
}

function channelOf({ name, summary }: EventSpec): object {
  return {
    address: name,
    description: summary,
    messages: { event: { $ref: `#/components/messages/${name}` } },
  }
}

function messageOf(event: EventSpec, components: Components): object {
  const { name, summary, data } = event
  const schema = plainSchema(data)
  const payload = exampleOf(schema)
  return {
    name,
    title: name,
    summary,
    'x-version': versionOf(event),
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/EventHeaders' },
    payload: components.refer(schema),
    ...(payload === undefined ? {} : { examples: [{ name: 'example', payload }] }),
  }
}

function operationsOf(modules: readonly Module[]): Record<string, object> {
  const operations: Record<string, object> = {}
  for (const { name, events = [], listeners = [] } of modules) {
    for (const event of events) {
      operations[`${event.name}.send`] = operationOn(
        'send',
        event,
        `${name} says: ${event.summary}`,
      )
    }
    for (const listener of listeners) {
      const { event } = listener
      operations[`${listener.name}.receive`] = operationOn(
        'receive',
        event,
        `${name} hears ${event.name}`,
      )
    }
  }
  return operations
}

function operationOn(action: 'send' | 'receive', { name }: EventSpec, summary: string): object {
  return {
    action,
    summary,
    channel: { $ref: `#/channels/${name}` },
    messages: [{ $ref: `#/channels/${name}/messages/event` }],
  }
}
