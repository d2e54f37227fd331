import type { Steps, TreeDocument } from './tree-document.ts'
import { type Fields, fieldsOf, listOf, textOf } from './value.ts'

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const
export type Method = (typeof methods)[number]

export interface ApiOperation {
  method: Method
  path: string
  /** "POST /orders" */
  name: string
  steps: Steps
  fields: Fields
  /** Its own and its path's, references resolved. */
  parameters: readonly Fields[]
}

/** An OpenAPI 3 document. */
export interface ApiDocument extends TreeDocument {
  root: Fields
  operations: readonly ApiOperation[]
  /** How many operations are written in other files, which are not read. */
  elsewhere: number
  /** The value a local `$ref` names, or the value itself; empty for references to other files. */
  resolve(value: unknown): Fields
}

export function readApi(document: TreeDocument): ApiDocument {
  const root = fieldsOf(document.value)
  const resolve = (value: unknown) => resolveReference(root, value)
  const all = Object.entries(fieldsOf(root.paths)).flatMap(([path, item]) => {
    const shared = resolve(item)
    return methods
      .filter((method) => shared[method])
      .map((method): ApiOperation => {
        const fields = fieldsOf(shared[method])
        const parameters = [...listOf(shared.parameters), ...listOf(fields.parameters)].map(resolve)
        const name = `${method.toUpperCase()} ${path}`
        return { method, path, name, steps: ['paths', path, method], fields, parameters }
      })
  })
  const operations = all.filter(({ fields }) => fields.$ref === undefined)
  return { ...document, root, operations, elsewhere: all.length - operations.length, resolve }
}

const longestChain = 20

function resolveReference(root: Fields, value: unknown): Fields {
  let fields = fieldsOf(value)
  for (let step = 0; step < longestChain; step++) {
    const reference = textOf(fields.$ref)
    if (!reference) return fields
    if (!reference.startsWith('#/')) return {}
    fields = reference
      .slice(2)
      .split('/')
      .map((part) => decodeURIComponent(part.replaceAll('~1', '/').replaceAll('~0', '~')))
      .reduce((at, part) => fieldsOf(at[part]), root)
  }
  return {}
}

/** Properties of an object schema, those of `allOf` included. */
export function propertiesOf(api: ApiDocument, schema: Fields, depth = 0): Fields {
  if (depth > longestChain) return {}
  const inherited = listOf(schema.allOf).map((part) =>
    propertiesOf(api, api.resolve(part), depth + 1),
  )
  return Object.assign({}, ...inherited, fieldsOf(schema.properties))
}

/** The schema of a body's JSON form; undefined when it has none. */
export function jsonSchema(api: ApiDocument, body: unknown): Fields | undefined {
  const content = Object.entries(fieldsOf(api.resolve(body).content))
  const [, media] = content.find(([type]) => /[/+]json\b/.test(type)) ?? []
  return media === undefined ? undefined : api.resolve(fieldsOf(media).schema)
}

/** The successful answer of an operation. */
export function successOf(api: ApiDocument, { fields }: ApiOperation): Fields | undefined {
  const responses = Object.entries(fieldsOf(fields.responses))
  const [, success] = responses.find(([status]) => /^2/.test(status)) ?? []
  return success === undefined ? undefined : jsonSchema(api, success)
}
