/** A project's emitted contracts/openapi.json, as far as the prover reads it. */
export interface OpenApi {
  paths: Record<string, Record<string, OpenApiOperation>>
  components?: Record<string, unknown>
}

export interface OpenApiOperation {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, MediaType> }
  responses: Record<string, Referable<{ content?: Record<string, MediaType> }>>
  security?: Record<string, string[]>[]
  'x-roles'?: string[]
  'x-tenant'?: string
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required?: boolean
  schema?: JsonSchema
}

interface MediaType {
  schema?: JsonSchema
}

export type JsonSchema = Record<string, unknown>
type Referable<Value> = Value | { $ref: string }

/** One operation with its place. */
export interface Endpoint {
  id: string
  method: string
  path: string
  parameters: Parameter[]
  body?: { type: string; schema: JsonSchema; required: boolean }
  /** Empty: open to everybody. */
  roles: string[]
  /** Only who acts for a tenant may ask, about what is that tenant's. */
  ofTenant: boolean
  /** JSON pointer of the operation in the document. */
  pointer: string
  responses: Record<string, { content?: Record<string, MediaType>; pointer: string }>
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

/** The operations of a document, in its order. */
export function endpointsOf(document: OpenApi): Endpoint[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [endpointOf(document, operation, { path, method })] : []
    }),
  )
}

function endpointOf(
  document: OpenApi,
  operation: OpenApiOperation,
  { path, method }: { path: string; method: string },
): Endpoint {
  const streams = 'text/event-stream' in (contentOf(document, operation) ?? {})
  const pointer = `/paths/${escapePointer(path)}/${method}`
  const body = bodyOf(operation)
  return {
    id: operation.operationId,
    // A stream of events does not end: only its head is asked for.
    method: streams ? 'HEAD' : method.toUpperCase(),
    path,
    parameters: (operation.parameters ?? []).map((parameter) =>
      deref<Parameter>(document, parameter),
    ),
    ...(body ? { body } : {}),
    roles: rolesOf(operation),
    ofTenant: operation['x-tenant'] === 'required',
    pointer,
    responses: responsesOf(document, operation, pointer),
  }
}

function contentOf(document: OpenApi, { responses }: OpenApiOperation) {
  const good = responses['200']
  return good && deref<{ content?: Record<string, MediaType> }>(document, good).content
}

function bodyOf({ requestBody }: OpenApiOperation): Endpoint['body'] {
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? []
  if (!type || !requestBody) return undefined
  return { type, schema: media?.schema ?? {}, required: requestBody.required ?? false }
}

/** Roles stand in x-roles, or as the scopes of the security requirement. */
function rolesOf({ security, 'x-roles': roles }: OpenApiOperation): string[] {
  const requirements = security ?? []
  const isOpen =
    requirements.length === 0 || requirements.some((one) => Object.keys(one).length === 0)
  if (isOpen) return []
  return roles ?? requirements.flatMap((one) => Object.values(one).flat())
}

function responsesOf(
  document: OpenApi,
  { responses }: OpenApiOperation,
  pointer: string,
): Endpoint['responses'] {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const place = '$ref' in response ? response.$ref.slice(1) : `${pointer}/responses/${status}`
      const { content } = deref<{ content?: Record<string, MediaType> }>(document, response)
      return [status, { ...(content ? { content } : {}), pointer: place }]
    }),
  )
}

/** Follows a local `$ref`, if the value is one. */
export function deref<Value extends object>(document: OpenApi, value: object): Value {
  if (!('$ref' in value) || typeof value.$ref !== 'string') return value as Value // the document's format says so
  const steps = value.$ref.replace(/^#\//, '').split('/').map(unescapePointer)
  let target: unknown = document
  for (const step of steps) target = (target as Record<string, unknown> | undefined)?.[step]
  if (typeof target !== 'object' || target === null) {
    throw new Error(`openapi.json: ${value.$ref} leads nowhere`)
  }
  return deref(document, target)
}

export function escapePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescapePointer(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
}
