import { inertEnvironment } from '@archwright/kit/app'
import type { Operation } from '@archwright/kit/contract'
import { readyModule } from '@archwright/modules/ready'

import type { Column } from '../written/columns.ts'
import type { Access, ModuleDefinition } from '../written/definition.ts'

/** A query of a project's module, as far as a screen that shows its answer must know it. */
export interface Offer {
  /** "module.operation" */
  readonly name: string
  readonly access: Access
  /** A page of rows; otherwise one thing. */
  readonly list: boolean
  /** Fields of the input that must be given. */
  readonly required: readonly string[]
  /** Fields of a row that are short: names, states, amounts, times; no texts, lists or counters of versions. */
  readonly brief: readonly string[]
  readonly fails: boolean
}

interface Sources {
  /** Names of ready modules. */
  readonly ready: readonly string[]
  readonly written: readonly ModuleDefinition[]
}

/** What the modules of a project answer, by the operation's name. */
export function offersOf({ ready, written }: Sources): Map<string, Offer> {
  const operations = ready
    .flatMap((name) => readyModule(name)(inertEnvironment).handlers)
    .flatMap(({ operation }) => (operation.kind === 'query' ? [offerOf(operation)] : []))
  const all = [...operations, ...written.flatMap(offersOfWritten)]
  return new Map(all.map((offer) => [offer.name, offer]))
}

type Schema = Readonly<Record<string, unknown>>

function offerOf({ name, access, input, output, errors, ...rest }: Operation): Offer {
  const list = 'paged' in rest && rest.paged === true
  const { properties } = input
  const required = Object.keys(properties).filter(
    (field) => input.required?.includes(field) && !('default' in (properties[field] ?? {})),
  )
  const row = list ? Object(output).properties.items.items : output
  const fields: [string, Schema][] = Object.entries(Object(row).properties ?? {})
  const brief = fields.filter(([field, schema]) => field !== 'version' && isShort(schema))
  return {
    name,
    access,
    list,
    required,
    brief: brief.map(([field]) => field),
    fails: errors !== undefined,
  }
}

const longestShortText = 300

function isShort({ type, maxLength, properties, format }: Schema): boolean {
  if (type === 'array') return false
  if (type === 'object') return Object.keys(Object(properties)).length === 2 // an amount with its currency
  return type !== 'string' || format !== undefined || Number(maxLength ?? 0) <= longestShortText
}

function offersOfWritten({ name: module, entities }: ModuleDefinition): Offer[] {
  return entities.flatMap(({ names, columns, operations: { list, get } }) => {
    const brief = columns.filter(isShortColumn).map(({ property }) => property)
    const offers: Offer[] = []
    if (list) {
      const { verb, access } = list
      offers.push({
        name: `${module}.${verb}`,
        access,
        brief,
        list: true,
        required: [],
        fails: false,
      })
    }
    if (get) {
      const { verb, access } = get
      const required = [`${names.binding}Id`]
      offers.push({ name: `${module}.${verb}`, access, brief, list: false, required, fails: true })
    }
    return offers
  })
}

function isShortColumn({ property, schema }: Column): boolean {
  const length = /text\((\d+)\)/.exec(schema)?.[1]
  if (property === 'version' || /Attributes|Type\.(Array|Record)/.test(schema)) return false
  return length === undefined || Number(length) <= longestShortText
}
