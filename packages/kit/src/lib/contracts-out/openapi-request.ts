import type { Operation, RestSpec } from '../contract/operation.ts'
import type { Versions } from '../contract/revision.ts'
import { bodyFields, pathFields, takesBody } from '../transports/rest/fields.ts'
import { mayBeMinimal, maySayItsEnd, mostWaitSeconds } from '../transports/rest/prefer.ts'
import { fieldsParameter, isSparse } from '../transports/rest/sparse-fields.ts'
import type { Components } from './components.ts'
import { exampleOf } from './example.ts'
import { type JsonSchema, plainSchema } from './json-schema.ts'

/** A parameter of an OpenAPI operation. */
export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema
}

export const idempotencyKeyParameter: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Chosen by the client, the same on every retry of the same request: the effect happens once and the first answer is given again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

export const deadlineParameter: Parameter = {
  name: 'X-Deadline-Ms',
  in: 'header',
  required: false,
  description:
    'Milliseconds that the client still waits, where that is less than x-deadline-ms; DEADLINE_EXCEEDED after it.',
  schema: { type: 'integer', minimum: 1 },
}

export const ifNoneMatchParameter: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'ETag of the copy the client has; the answer is 304 while it is still current.',
  schema: { type: 'string' },
}

export const fieldsParameterOf: Parameter = {
  name: fieldsParameter,
  in: 'query',
  required: false,
  description:
    'Fields of the answer that are wanted, by commas, inner ones behind a dot: `id,price.amount`. All if absent; with it the answer has only these.',
  schema: { type: 'string', minLength: 1, maxLength: 1_000 },
}

export const preferMinimalParameter: Parameter = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description: '`return=minimal` leaves the body of the answer out (RFC 7240).',
  schema: { type: 'string', examples: ['return=minimal'] },
}

export const preferWaitParameter: Parameter = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description: `\`wait=5\` waits so many seconds, ${mostWaitSeconds} at most, for the end of the work; \`respond-async\`, as without it, answers when the work is accepted (RFC 7240).`,
  schema: { type: 'string', examples: ['wait=5', 'respond-async'] },
}

/** The header that names a dated version, in the document of that version. */
export function versionParameter(
  { known, current }: Versions,
  described: string | undefined = current,
): Parameter {
  const now = described === current ? ' This one is served if absent.' : ''
  return {
    name: 'API-Version',
    in: 'header',
    required: described !== current,
    description: `Version of the contract the client was written for; each has its own document. There are: ${known.join(', ')}.${now}`,
    schema: { type: 'string', enum: described ? [described] : [] },
  }
}

/** Parameters of an operation: path, then query, then headers. Shared ones are references. */
export function parametersOf(
  operation: Operation,
  rest: RestSpec,
  components: Components,
): (Parameter | { $ref: string })[] {
  const input = plainSchema(operation.input)
  const make = (at: Parameter['in'], field: string, name = field): Parameter =>
    parameter(
      {
        at,
        name,
        schema: input.properties?.[field] ?? {},
        required: at === 'path' || !!input.required?.includes(field),
      },
      components,
    )
  const headers = Object.entries(rest.headers ?? {})
  const keyed = operation.kind === 'command' && operation.idempotency === 'key'
  const tagged = operation.kind === 'query' && rest.etag !== undefined
  return [
    ...pathFields(rest).map((field) => make('path', field)),
    ...(takesBody(rest) ? [] : bodyFields(operation, rest).map((field) => make('query', field))),
    ...headers.map(([field, name]) => make('header', field, name)),
    { $ref: '#/components/parameters/Deadline' },
    ...(mayBeMinimal({ operation, rest })
      ? [{ $ref: '#/components/parameters/PreferMinimal' }]
      : []),
    ...(maySayItsEnd({ operation, rest }) ? [{ $ref: '#/components/parameters/PreferWait' }] : []),
    ...(keyed ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...(tagged ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : []),
    ...(isSparse(operation) ? [{ $ref: '#/components/parameters/Fields' }] : []),
  ]
}

interface ParameterShape {
  readonly at: Parameter['in']
  readonly name: string
  readonly schema: JsonSchema
  readonly required: boolean
}

function parameter(
  { at, name, schema, required }: ParameterShape,
  components: Components,
): Parameter {
  const { description, ...rest } = schema
  const quoted = name.toLowerCase() === 'if-match'
  return {
    name,
    in: at,
    required,
    ...(description ? { description } : {}),
    schema: quoted
      ? { type: 'string', examples: [`"${exampleOf(rest) ?? 1}"`] }
      : components.refer(rest),
  }
}

/** The body of a request; undefined when nothing of the input travels there. */
export function requestBodyOf(
  operation: Operation,
  rest: RestSpec,
  components: Components,
): object | undefined {
  if (!takesBody(rest)) return undefined
  if (rest.rawBody !== undefined) {
    return {
      required: true,
      description: 'The text exactly as it was signed.',
      content: { 'application/json': { schema: {} } },
    }
  }
  const fields = bodyFields(operation, rest)
  if (fields.length === 0) return undefined
  const schema = pick(plainSchema(operation.input), fields)
  const example = exampleOf(schema)
  const media = {
    schema: components.refer(schema),
    ...(example === undefined ? {} : { example }),
  }
  return {
    required: (schema.required?.length ?? 0) > 0,
    content: { 'application/json': media },
  }
}

/** The object schema with only these fields; the very same schema when these are all. */
function pick(schema: JsonSchema, fields: readonly string[]): JsonSchema {
  const { properties = {}, required = [], title, ...others } = schema
  if (Object.keys(properties).length === fields.length) return schema
  const kept = required.filter((field) => fields.includes(field))
  return {
    ...others,
    properties: Object.fromEntries(fields.map((field) => [field, properties[field] ?? {}])),
    ...(kept.length > 0 ? { required: kept } : {}),
  }
}
