import { moduleOf, type Operation } from '../../contract/operation.ts'
import type { Subscription } from '../../contract/subscription.ts'
import type { Module } from '../../module/define-module.ts'
import { createNumbering, type Numbering, type ProtoLock } from './proto-lock.ts'
import type { ProtoFile, ProtoMessage, ProtoMethod } from './proto-model.ts'
import { jsonName, pascalCase, snakeCase } from './proto-names.ts'
import { type FieldDraft, Shapes } from './proto-shapes.ts'

/** What a method does with its messages. */
export type Served = { readonly method: ProtoMethod; readonly path: string } & (
  | {
      /** One call; many calls, each with its answer; many calls, with one sum of their outcomes. */
      readonly serves: 'call' | 'batch' | 'import'
      readonly operation: Operation
    }
  | { readonly serves: 'subscription'; readonly subscription: Subscription }
)

/** The modules' operations as protocol buffers. */
export interface Protos {
  readonly files: readonly ProtoFile[]
  /** Every method of every service. */
  readonly served: readonly Served[]
  /** The numbers to be committed: the given ones and those that are new. */
  readonly lock: ProtoLock
}

export interface ProtoOptions {
  /** Name of the system; packages are `<system>.<module>.v1`. */
  readonly system: string
  /** The numbers that were committed; none if absent. */
  readonly lock?: ProtoLock
}

/** One service per module that offers something to the outside; internal operations stay inside. */
export function protosOf(modules: readonly Module[], { system, lock = {} }: ProtoOptions): Protos {
  const numbering = createNumbering(lock)
  const parts = modules
    .map((module) => protoOf(module, system, numbering))
    .filter(({ served }) => served.length > 0)
  return {
    files: parts.map(({ file }) => file),
    served: parts.flatMap(({ served }) => served),
    lock: numbering.lock(),
  }
}

function protoOf(
  { name, summary, handlers, subscriptions = [] }: Module,
  system: string,
  numbering: Numbering,
): { file: ProtoFile; served: Served[] } {
  const folder = [snakeCase(system), snakeCase(name), 'v1']
  const packageName = folder.join('.')
  const service = `${pascalCase(name)}Service`
  const shapes = new Shapes(packageName, numbering)
  const offered = byName(
    handlers.map(({ operation }) => operation).filter(({ access }) => access !== 'internal'),
  )
  const served = [
    ...offered.flatMap((operation) => methodsOf(operation, shapes)),
    ...byName(subscriptions).map((one) => followMethod(one, shapes)),
  ]
  const file = {
    path: `${folder.join('/')}/${snakeCase(name)}.proto`,
    package: packageName,
    services: [{ name: service, comment: summary, methods: served.map(({ method }) => method) }],
    messages: shapes.messages(),
    enums: shapes.enums(),
  }
  const pathOf = ({ name }: ProtoMethod) => `/${packageName}.${service}/${name}`
  return { file, served: served.map((one) => ({ ...one, path: pathOf(one.method) })) }
}

// The order of declaration does not matter, not even for which of two schemas keeps a title.
function byName<Named extends { readonly name: string }>(all: readonly Named[]): Named[] {
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

type Unplaced<One = Served> = One extends Served ? Omit<One, 'path'> : never

function methodsOf(operation: Operation, shapes: Shapes): Unplaced[] {
  const name = pascalCase(localName(operation.name))
  const request = shapes.objectMessage(`${name}Request`, operation.input)
  const response = shapes.answerMessage(`${name}Response`, operation.output)
  const common = {
    comment: operation.summary,
    ...(operation.deprecatedSince ? { deprecated: true } : {}),
  }
  const idempotency = idempotencyOf(operation)
  const call: Unplaced = {
    serves: 'call',
    operation,
    method: { ...common, name, request, response, ...(idempotency ? { idempotency } : {}) },
  }
  return operation.batch === undefined
    ? [call]
    : [call, ...manyMethods(operation, { name, common, request, response }, shapes)]
}

function idempotencyOf(operation: Operation): ProtoMethod['idempotency'] {
  if (operation.kind === 'query') return 'NO_SIDE_EFFECTS'
  return operation.idempotency === 'none' ? undefined : 'IDEMPOTENT'
}

interface OneCall {
  readonly name: string
  readonly common: Pick<ProtoMethod, 'comment' | 'deprecated'>
  readonly request: ProtoMessage
  readonly response: ProtoMessage
}

/** Many calls on one stream: with an answer for each, and for commands also with one sum at the end. */
function manyMethods(
  operation: Operation,
  { name, common, request, response }: OneCall,
  shapes: Shapes,
): Unplaced[] {
  const failure = shapes.message('ItemFailure', failureFields, { comment: 'Why a call failed.' })
  const item = field('item', { kind: 'message', message: request })
  const key = field('idempotencyKey', string, { label: 'optional' })
  const outcome = { label: 'optional', oneof: 'outcome' } as const
  const batch: Unplaced = {
    serves: 'batch',
    operation,
    method: {
      ...common,
      comment: `${name} for each of at most ${operation.batch} items, answered in their order.`,
      name: `${name}Batch`,
      request: shapes.message(`${name}BatchRequest`, [item, key]),
      response: shapes.message(`${name}BatchResponse`, [
        field('output', { kind: 'message', message: response }, outcome),
        field('failure', { kind: 'message', message: failure }, outcome),
      ]),
      clientStreaming: true,
      serverStreaming: true,
    },
  }
  if (operation.kind === 'query') return [batch]
  const sum: Unplaced = {
    serves: 'import',
    operation,
    method: {
      ...common,
      comment: `${name} for each of at most ${operation.batch} items, with one answer at the end.`,
      name: `${name}Import`,
      request: shapes.message(`${name}ImportRequest`, [item, key]),
      response: shapes.message(`${name}ImportResponse`, [
        field('succeeded', integer),
        field('failures', { kind: 'message', message: failure }, { label: 'repeated' }),
      ]),
      clientStreaming: true,
    },
  }
  return [batch, sum]
}

const string = { kind: 'scalar', scalar: 'string' } as const
const integer = { kind: 'scalar', scalar: 'int64' } as const

function field(key: string, type: FieldDraft['type'], more: Partial<FieldDraft> = {}): FieldDraft {
  return { key, name: snakeCase(key), type, label: 'plain', ...more }
}

const failureFields = [
  field('index', integer, { comment: 'Place of the call in the stream, from 0.' }),
  field('code', { kind: 'scalar', scalar: 'int32' }, { comment: 'A google.rpc.Code.' }),
  field('reason', string, { comment: 'Code of the failure, as the operation declares it.' }),
  field('message', string),
  field('metadata', string, { label: 'map', comment: 'Evidence: each field as text or JSON.' }),
  field('retryAfterSeconds', integer, { label: 'optional' }),
]

function followMethod(subscription: Subscription, shapes: Shapes): Unplaced {
  const { summary: comment, events, input } = subscription
  const name = pascalCase(localName(subscription.name))
  const after = field('after', string, {
    label: 'optional',
    comment: 'Position of the last event that was heard; without it, what happens from now on.',
  })
  const told = events.map(({ name, data }) => {
    const message = shapes.objectMessage(`${pascalCase(name)}Event`, data)
    const type = { kind: 'message', message } as const
    return field(eventKey(name), type, { label: 'optional', oneof: 'event' })
  })
  const response = [
    field('position', string, { comment: 'Give it back as `after` to go on behind this event.' }),
    field('id', string, { comment: 'Unique per event.' }),
    field('time', string, { comment: 'RFC 3339.' }),
    ...told,
  ]
  return {
    serves: 'subscription',
    subscription,
    method: {
      name,
      comment,
      request: shapes.objectMessage(`${name}Request`, input, [after]),
      response: shapes.message(`${name}Response`, response),
      serverStreaming: true,
    },
  }
}

/** What the messages of a subscription call an event. */
export function eventKey(event: string): string {
  return jsonName(snakeCase(event))
}

function localName(name: string): string {
  return name.slice(moduleOf(name).length + 1)
}
