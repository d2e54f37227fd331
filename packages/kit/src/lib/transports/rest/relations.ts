import { moduleOf, type Operation, type RestSpec } from '../../contract/operation.ts'
import { referencesOf } from '../../contract/reference.ts'
import { methodAndPath, pathFields } from './fields.ts'

/** An operation as it is offered over REST. */
export interface Offered {
  readonly operation: Operation
  readonly rest: RestSpec
  /** Only who acts for a tenant may ask. */
  readonly tenantScoped?: boolean
}

/** Another operation on what an answer is about, and where the values of its path are found. */
export interface Relation extends Offered {
  readonly method: string
  readonly path: string
  /** Parameter of its path → where the value is: in the path that was asked, or in the answer. */
  readonly values: Readonly<Record<string, ValuePlace>>
}

export interface ValuePlace {
  readonly in: 'path' | 'answer'
  readonly field: string
}

/**
 * What can be done next with what an operation answers: every offered operation whose whole path can be filled from it.
 * A parameter is filled by a path parameter or an answered field of its name; by a field that refers to the operation;
 * and by `id`, where the answer is the thing itself that the path names.
 */
export function relationsOf(from: Offered, offered: readonly Offered[]): Relation[] {
  const fields = answeredFields(from.operation)
  if (!fields) return []
  return offered.flatMap((to) => {
    const parameters = pathFields(to.rest)
    if (to.operation.name === from.operation.name || parameters.length === 0) return []
    const places = parameters.map((name) => [name, placeOf(name, { from, to, fields })] as const)
    if (places.some(([, place]) => !place)) return []
    const values = Object.fromEntries(places) as Record<string, ValuePlace> // no place is missing
    return [{ ...to, ...methodAndPath(to.rest), values }]
  })
}

/** The relation that names what a command has made or started. */
export function madeBy({ operation, rest }: Offered, relations: readonly Relation[]) {
  if (operation.kind !== 'command') return undefined
  const { path } = methodAndPath(rest)
  const gets = relations.filter(({ method }) => method === 'GET')
  if (rest.status === 202) return gets.find((to) => isReferred(operation, to))
  return rest.status === 201 ? gets.find((to) => isItemOf(path, to.path)) : undefined
}

type Schemas = Readonly<Record<string, object>>

/** Fields of an answer that is one thing. A page is many: its links are the pages next to it. */
function answeredFields(operation: Operation): Schemas | undefined {
  if (operation.kind === 'query' && operation.paged) return undefined
  return (operation.output as { properties?: Schemas }).properties
}

interface Pair {
  readonly from: Offered
  readonly to: Offered
  readonly fields: Schemas
}

function placeOf(parameter: string, { from, to, fields }: Pair): ValuePlace | undefined {
  if (pathFields(from.rest).includes(parameter)) return { in: 'path', field: parameter }
  if (parameter in fields) return { in: 'answer', field: parameter }
  const referring = Object.keys(fields).find((field) => refers(fields[field], to))
  if (referring !== undefined) return { in: 'answer', field: referring }
  const own = moduleOf(from.operation.name) === moduleOf(to.operation.name)
  const { path } = methodAndPath(from.rest)
  const isItem = own && methodAndPath(to.rest).path.startsWith(`${path}/{${parameter}}`)
  return isItem && 'id' in fields ? { in: 'answer', field: 'id' } : undefined
}

function refers(schema: object | undefined, { operation }: Offered): boolean {
  return schema !== undefined && Object.values(referencesOf(schema)).includes(operation.name)
}

function isReferred(operation: Operation, to: Offered): boolean {
  return Object.values(answeredFields(operation) ?? {}).some((schema) => refers(schema, to))
}

function isItemOf(collection: string, path: string): boolean {
  return path.startsWith(`${collection}/{`) && path.indexOf('/', collection.length + 1) < 0
}
