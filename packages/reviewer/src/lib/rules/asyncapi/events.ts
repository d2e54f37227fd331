import { readApi } from '../../read/api.ts'
import type { TreeDocument } from '../../read/tree-document.ts'
import { type Fields, fieldsOf, listOf, textOf } from '../../read/value.ts'
import type { Rule } from '../../rule.ts'

interface Message {
  name: string
  steps: readonly string[]
  fields: Fields
}

export const eventWithoutSchema: Rule<'asyncapi'> = {
  id: 'event-without-schema',
  severity: 'warning',
  title: 'An event whose content nobody described',
  why: 'Publisher and subscribers are deployed apart; without a schema the first to learn of a change is the subscriber that fails.',
  instead: 'Describe the payload, and change it only in compatible ways.',
  source: 'AsyncAPI 3.0, Message Object; Kleppmann, Designing Data-Intensive Applications, ch. 4',
  *find(document) {
    for (const { name, steps, fields } of messagesOf(document)) {
      if (fields.payload !== undefined || fields.oneOf !== undefined || fields.$ref !== undefined)
        continue
      yield {
        file: document.file,
        at: document.at(steps),
        message: `message ${name} has no payload schema`,
      }
    }
  },
}

const identity =
  /^(id|uuid|guid|.*(event|message|correlation|idempotency|command|request|trace|transaction)[_-]?(id|key|uuid)|ce[_-]id|key|offset|sequence.*|seq.*)$/i

export const eventWithoutIdentity: Rule<'asyncapi'> = {
  id: 'event-without-identity',
  severity: 'note',
  title: 'An event that cannot be recognized when it comes again',
  why: 'Brokers deliver at least once; a subscriber that cannot tell a repeat from a new event applies it twice.',
  instead: 'Give each event an id of its own and let subscribers remember the ids they applied.',
  source:
    'CloudEvents 1.0, `id`; Hohpe and Woolf, Enterprise Integration Patterns, Idempotent Receiver',
  *find(document) {
    if (!overBroker(document)) return
    for (const { name, steps, fields } of messagesOf(document)) {
      const names = propertyNames(document, fields)
      if (names.length === 0 || fields.correlationId || names.some((each) => identity.test(each)))
        continue
      yield { file: document.file, at: document.at(steps), message: `message ${name} has no id` }
    }
  },
}

/** Brokers deliver again what was not confirmed; sockets and plain HTTP lose messages instead. */
function overBroker({ value }: TreeDocument): boolean {
  const servers = Object.values(fieldsOf(fieldsOf(value).servers)).map(fieldsOf)
  return servers.some(({ protocol }) => brokers.test(textOf(protocol)))
}

const brokers =
  /^(kafka|amqp|mqtt|nats|sns|sqs|jms|pulsar|googlepubsub|redis|solace|ibmmq|stomp|rabbitmq|secure-mqtt)/i

/** Names in payload and headers; none when the schema is in another file or another format. */
function propertyNames(document: TreeDocument, message: Fields): string[] {
  const { resolve } = readApi(document)
  const collect = (value: unknown, depth: number): string[] => {
    if (depth > 8) return []
    const schema = resolve(value)
    const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((key) => listOf(schema[key]))
    const properties = Object.entries(fieldsOf(schema.properties))
    const nested = properties.flatMap(([, property]) => collect(property, depth + 1))
    return [
      ...properties.map(([name]) => name),
      ...nested,
      ...parts.flatMap((part) => collect(part, depth + 1)),
    ]
  }
  const traits = listOf(message.traits).map(resolve)
  const payload = collect(message.payload, 0)
  if (payload.length === 0) return []
  return [message, ...traits].flatMap(({ headers }) => collect(headers, 0)).concat(payload)
}

/** Messages where they are written, in components or in channels, of AsyncAPI 2 and 3. */
function messagesOf(document: TreeDocument): Message[] {
  const root = fieldsOf(document.value)
  const shared = Object.entries(fieldsOf(fieldsOf(root.components).messages)).map(
    ([name, value]): Message => ({
      name,
      steps: ['components', 'messages', name],
      fields: fieldsOf(value),
    }),
  )
  const own = Object.entries(fieldsOf(root.channels)).flatMap(([channel, value]) => {
    const inChannel = Object.entries(fieldsOf(fieldsOf(value).messages)).map(([name, message]) => {
      return { name, steps: ['channels', channel, 'messages', name], fields: fieldsOf(message) }
    })
    const inOperation = ['publish', 'subscribe'].map((kind): Message => {
      const fields = fieldsOf(fieldsOf(fieldsOf(value)[kind]).message)
      return {
        name: textOf(fields.name) || channel,
        steps: ['channels', channel, kind, 'message'],
        fields,
      }
    })
    return [...inChannel, ...inOperation.filter(({ fields }) => Object.keys(fields).length > 0)]
  })
  return [...shared, ...own]
}
