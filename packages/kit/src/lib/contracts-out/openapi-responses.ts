import type { Versions } from '../contract/revision.ts'
import { mayBeMinimal, maySayItsEnd } from '../transports/rest/prefer.ts'
import { madeBy, type Offered, type Relation, relationsOf } from '../transports/rest/relations.ts'
import type { Components } from './components.ts'
import { exampleOf } from './example.ts'
import { plainSchema } from './json-schema.ts'
import { exampleProblem, failuresOf, type PossibleFailure, problemsOf } from './openapi-failures.ts'

/** Response headers that several operations share. */
export const headerComponents = {
  RateLimitPolicy: textHeader('Quota of the budget this call was charged to.', '"read";q=400'),
  RateLimit: textHeader(
    'What is left of it, and in how many seconds it is whole.',
    '"read";r=399;t=1',
  ),
  RetryAfter: { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
  ETag: textHeader('Names this version; send it back as If-None-Match or If-Match.', '"7"'),
  IdempotencyReplayed: textHeader('"true" when the answer was kept from the first call.', 'true'),
  Link: textHeader(
    'What can be done next (RFC 8288): self, next, and related operations this caller may ask, with method and title.',
    '</v1/teas?cursor=abc>; rel="next"',
  ),
  Location: textHeader('Where what was made or started is found.', '/v1/teas/7'),
  PreferenceApplied: textHeader('Which of the preferences are followed.', 'return=minimal'),
  ApiVersion: textHeader('Version of the contract this answer was made by.', '2026-11-01'),
  Deprecation: textHeader('Since when nobody should start on this (RFC 9745).', '@1790812800'),
  Sunset: textHeader('Until when this is served (RFC 8594).', 'Sun, 31 Oct 2027 00:00:00 GMT'),
  CorrelationId: textHeader(
    'Names this call in logs and traces.',
    'b8d0f6f2-6d54-4d3f-93c2-1c1f8d1a2b3c',
  ),
}

/** All responses of an operation by status: the good one, and each failure it may give. */
export function responsesOf(
  { operation, rest }: Offered,
  about: About,
  components: Components,
): Record<string, object> {
  const success = successOf({ operation, rest }, about, components)
  const responses: Record<string, object> = { [rest.status ?? 200]: success }
  if (maySayItsEnd({ operation, rest }))
    responses['200'] = { ...success, description: 'The work has ended while the client waited.' }
  if (mayBeMinimal({ operation, rest })) {
    const minimal = { description: 'Done, as was asked for with no body.' }
    responses['204'] = components.share('Minimal', {
      ...minimal,
      headers: headers('CorrelationId', 'PreferenceApplied'),
    })
  }
  if (operation.kind === 'query' && rest.etag) {
    responses['304'] = {
      description: 'The copy the client has is current.',
      headers: headers('ETag'),
    }
  }
  return { ...responses, ...failureResponses(failuresOf(operation, rest), components) }
}

/** A response per status, for the failures that have it. */
export function failureResponses(
  failures: readonly PossibleFailure[],
  components: Components,
): Record<string, object> {
  const byStatus = [...Map.groupBy(failures, ({ status }) => status)].sort(([a], [b]) => a - b)
  return Object.fromEntries(
    byStatus.map(([status, of]) => [status, failureResponse(of, components)]),
  )
}

/** What a document is about, as far as answers depend on it. */
export interface About {
  readonly offered: readonly Offered[]
  readonly versions: Versions
}

function successOf(from: Offered, { offered, versions }: About, components: Components): object {
  const { operation, rest } = from
  const keyed = operation.kind === 'command' && operation.idempotency === 'key'
  const relations = relationsOf(from, offered)
  const links = linksOf(relations)
  const linked = relations.length > 0 || operation.kind === 'query'
  const common = {
    description: rest.status === 204 ? 'Done.' : operation.summary,
    headers: headers(
      'CorrelationId',
      'RateLimit',
      'RateLimitPolicy',
      ...(rest.etag ? (['ETag'] as const) : []),
      ...(keyed ? (['IdempotencyReplayed'] as const) : []),
      ...(linked ? (['Link'] as const) : []),
      ...(madeBy(from, relations) ? (['Location'] as const) : []),
      ...(versions.current ? (['ApiVersion', 'Deprecation', 'Sunset'] as const) : []),
    ),
    ...(Object.keys(links).length > 0 ? { links } : {}),
  }
  if (rest.status === 204) return common
  const schema = plainSchema(operation.output)
  const example = exampleOf(schema)
  const media = { schema: components.refer(schema), ...(example === undefined ? {} : { example }) }
  return { ...common, content: { 'application/json': media } }
}

/** The related operations as links of the document, with where their parameters are found. */
function linksOf(relations: readonly Relation[]): Record<string, object> {
  return Object.fromEntries(
    relations.map(({ operation, values }) => [
      operation.name,
      {
        operationId: operation.name,
        parameters: Object.fromEntries(
          Object.entries(values).map(([name, place]) => [
            name,
            place.in === 'path' ? `$request.path.${place.field}` : `$response.body#/${place.field}`,
          ]),
        ),
      },
    ]),
  )
}

/** Responses with built-in codes only are the same everywhere, and stand in the document once. */
function failureResponse(failures: readonly PossibleFailure[], components: Components): object {
  const response = describeFailures(failures, components)
  const declared = failures.some((failure) => failure.declared)
  const name = failures.map(({ code }) => code).join('-')
  return declared ? response : components.share(name, response)
}

function describeFailures(failures: readonly PossibleFailure[], components: Components): object {
  const waits = failures.some(({ status }) => status === 429 || status === 503 || status === 409)
  return {
    description: failures.map(({ code, says }) => (says ? `${code}: ${says}` : code)).join('\n\n'),
    headers: headers('CorrelationId', ...(waits ? (['RetryAfter'] as const) : [])),
    content: {
      'application/problem+json': {
        schema: problemsOf(failures, components),
        examples: Object.fromEntries(
          failures.map((failure) => [failure.code, exampleProblem(failure)]),
        ),
      },
    },
  }
}

/** Response headers of these names. */
export function headers(...names: (keyof typeof headerComponents)[]): object {
  return Object.fromEntries(
    names.map((name) => [headerNames[name], { $ref: `#/components/headers/${name}` }]),
  )
}

const headerNames: Readonly<Record<keyof typeof headerComponents, string>> = {
  RateLimitPolicy: 'RateLimit-Policy',
  RateLimit: 'RateLimit',
  RetryAfter: 'Retry-After',
  ETag: 'ETag',
  IdempotencyReplayed: 'Idempotency-Replayed',
  Link: 'Link',
  Location: 'Location',
  PreferenceApplied: 'Preference-Applied',
  ApiVersion: 'API-Version',
  Deprecation: 'Deprecation',
  Sunset: 'Sunset',
  CorrelationId: 'X-Correlation-Id',
}

function textHeader(description: string, example: string): object {
  return { description, schema: { type: 'string', examples: [example] } }
}
