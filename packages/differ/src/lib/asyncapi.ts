import type { Change } from './change.ts'
import { type Contract, parseDocument } from './read-contracts.ts'
import { compareSchemas } from './schema/compare.ts'
import { asSchema, type Documents, type Schema, type SchemaChange } from './schema/place.ts'
import { type Direction, schemaRules } from './schema/rules.ts'

/** Compares the messages of two AsyncAPI documents: an event may gain fields, not lose them or mean something else. */
export async function compareAsyncApi(before: Contract, after: Contract): Promise<Change[]> {
  const [old, young] = [before, after].map(({ file, text }) => asSchema(parseDocument(file, text)))
  if (!old || !young) return []
  const documents = { before: finderIn(old), after: finderIn(young) }
  const [messages, newMessages] = [messagesOf(old), messagesOf(young)]
  return [...new Set([...Object.keys(messages), ...Object.keys(newMessages)])].flatMap((name) => {
    const [was, is] = [messages[name], newMessages[name]]
    if (!was) return [change(name, { severity: 'compatible', what: 'the event is new' })]
    if (!is) return [change(name, eventGone)]
    const direction = isSent(old, name) || isSent(young, name) ? 'told' : 'taken'
    return compareMessages({ name, was: asSchema(was), is: asSchema(is), direction, documents })
  })
}

interface Messages {
  readonly name: string
  readonly was: Schema
  readonly is: Schema
  readonly direction: Direction
  readonly documents: Documents
}

const eventGone = {
  severity: 'breaking',
  what: 'the event is gone',
  why: 'who hears it hears nothing any more',
  instead: 'keep publishing it until nobody hears it',
} as const

function compareMessages({ name, was, is, direction, documents }: Messages): Change[] {
  const found = compareSchemas(was.payload, is.payload, documents)
  return [
    ...found.map((one) => changeOf(name, one, direction)),
    ...compareVersions(name, versionOf(was), versionOf(is), found),
  ]
}

function changeOf(name: string, { rule, place, what }: SchemaChange, direction: Direction): Change {
  const { [direction]: severity, why, instead } = schemaRules[rule]
  const reasons = severity === 'compatible' ? {} : { why, instead }
  return {
    ...change(name, { severity, what, ...reasons }),
    place: `${name}${place}`,
    ...fieldOf(place),
  }
}

function fieldOf(place: string): { field?: string } {
  return place === '' ? {} : { field: place.slice(1) }
}

/** Events that were recorded before are delivered as the newest: they have to fit it, or be lifted to it. */
function compareVersions(
  name: string,
  was: number,
  is: number,
  found: readonly SchemaChange[],
): Change[] {
  if (is < was) {
    const what = `version ${was} becomes ${is}`
    const why = 'recorded events of the newer version cannot be delivered'
    return [change(name, { severity: 'breaking', what, why, instead: 'only raise it' })]
  }
  if (is > was) {
    const what = `version ${was} becomes ${is}; recorded events are lifted to it`
    return [change(name, { severity: 'compatible', what })]
  }
  const unfit = found.filter(({ rule }) => schemaRules[rule].taken === 'breaking')
  if (unfit.length === 0) return []
  const places = unfit.map(({ place }) => place || '/').join(', ')
  return [
    change(name, {
      severity: 'breaking',
      what: `events recorded before do not fit at ${places}, and the version is still ${is}`,
      why: 'those still in an outbox, a feed or a file are delivered in the old shape',
      instead: 'declare the old data in `earlier` with how it is lifted to the new',
    }),
  ]
}

function change(name: string, detail: Omit<Change, 'contract' | 'place' | 'of'>): Change {
  return { contract: 'asyncapi', place: name, of: name, ...detail }
}

function versionOf({ 'x-version': version }: Schema): number {
  return typeof version === 'number' ? version : 1
}

function messagesOf(document: Schema): Schema {
  return asSchema(asSchema(document.components).messages)
}

/** Whether an operation of the document sends on a channel that carries the message. */
function isSent(document: Schema, name: string): boolean {
  const channels = new Set(
    Object.entries(asSchema(document.channels))
      .filter(([, channel]) => JSON.stringify(channel).includes(`"#/components/messages/${name}"`))
      .map(([key]) => `#/channels/${key}`),
  )
  return Object.values(asSchema(document.operations)).some((operation) => {
    const { action, channel } = asSchema(operation)
    return action === 'send' && channels.has(String(asSchema(channel).$ref))
  })
}

/** Finds what a JSON pointer of the document points at; nothing that is known for one that points nowhere. */
function finderIn(document: Schema): (ref: string) => Schema {
  return (ref) =>
    ref
      .replace(/^#\//, '')
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<Schema>((at, part) => asSchema(at[part]), document)
}
