import { type Operation, type RestSpec, restOf } from '../contract/operation.ts'
import type { Module } from '../module/define-module.ts'
import { limitClassOf } from '../protection/limit-class.ts'
import { batchPath, isBatched } from '../transports/rest/batch-envelope.ts'
import { methodAndPath, versionPrefix } from '../transports/rest/fields.ts'
import { type Components, createComponents } from './components.ts'
import { batchParts } from './openapi-batch.ts'
import {
  deadlineParameter,
  idempotencyKeyParameter,
  ifNoneMatchParameter,
  parametersOf,
  requestBodyOf,
} from './openapi-request.ts'
import { headerComponents, responsesOf } from './openapi-responses.ts'

export interface DocumentInfo {
  readonly title: string
  readonly version?: string
  readonly description?: string
  /** Base URLs; the server that serves the document if absent. */
  readonly servers?: readonly string[]
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly [part: string]: unknown
}

/** The modules' operations as OpenAPI 3.1, from their definitions alone; the same text on every run. */
export function emitOpenApi(modules: readonly Module[], info: DocumentInfo): OpenApiDocument {
  const components = createComponents()
  const paths = pathsOf(modules, components) // before the components are read: it fills them
  const { title, version = '1.0.0', description, servers = ['/'] } = info
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description ? { description } : {}) },
    servers: servers.map((url) => ({ url })),
    tags: modules
      .filter(({ handlers }) => handlers.some(({ operation }) => isOffered(operation)))
      .map(({ name, summary }) => ({ name, description: summary })),
    paths,
    components: {
      schemas: components.schemas(),
      responses: components.responses(),
      parameters: usedIn(paths, '#/components/parameters/', {
        Deadline: deadlineParameter,
        IdempotencyKey: idempotencyKeyParameter,
        IfNoneMatch: ifNoneMatchParameter,
      }),
      headers: usedIn([paths, components.responses()], '#/components/headers/', headerComponents),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Access token as login gives it.',
        },
      },
    },
  }
}

/** The components that something refers to. */
function usedIn(
  parts: object,
  prefix: string,
  candidates: Readonly<Record<string, object>>,
): Record<string, object> {
  const text = JSON.stringify(parts)
  const used = Object.entries(candidates).filter(([name]) => text.includes(`"${prefix}${name}"`))
  return Object.fromEntries(used)
}

/** Whether an operation can be asked for from outside over REST. */
function isOffered(operation: Operation): boolean {
  return operation.access !== 'internal' && restOf(operation) !== undefined
}

function pathsOf(
  modules: readonly Module[],
  components: Components,
): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {}
  for (const module of modules) {
    for (const { operation } of module.handlers) {
      const rest = restOf(operation)
      if (!rest || !isOffered(operation)) continue
      const { method, path } = methodAndPath(rest)
      const item = paths[`${versionPrefix}${path}`] ?? {}
      paths[`${versionPrefix}${path}`] = item
      item[method.toLowerCase()] = operationObject(module.name, operation, rest, components)
      if (!isBatched(operation)) continue
      const post = batchObject(module.name, operation, rest, components)
      paths[`${versionPrefix}${batchPath(operation)}`] = { post }
    }
  }
  return paths
}

function operationObject(
  tag: string,
  operation: Operation,
  rest: RestSpec,
  components: Components,
): object {
  const parameters = parametersOf(operation, rest, components)
  const requestBody = requestBodyOf(operation, rest, components)
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [tag],
    ...(operation.deprecatedSince ? { deprecated: true } : {}),
    security: securityOf(operation),
    parameters,
    ...(requestBody ? { requestBody } : {}),
    responses: responsesOf(operation, rest, components),
    ...extensionsOf(operation),
  }
}

function batchObject(
  tag: string,
  operation: Operation & { batch: number },
  rest: RestSpec,
  components: Components,
): object {
  return {
    operationId: `${operation.name}.batch`,
    summary: `${operation.summary}: up to ${operation.batch} in one request, each with its own outcome`,
    tags: [tag],
    ...(operation.deprecatedSince ? { deprecated: true } : {}),
    security: securityOf(operation),
    ...batchParts(operation, rest, components),
    ...extensionsOf(operation),
  }
}

// A public operation takes a token too: who is signed in may be answered differently.
function securityOf({ access }: Operation): object[] {
  return access === 'public' ? [{}, { bearer: [] }] : [{ bearer: [] }]
}

/** What OpenAPI has no word for. */
function extensionsOf(operation: Operation): object {
  const { access, deprecatedSince, deadlineMs = 5_000 } = operation
  return {
    'x-access': access === 'public' ? 'public' : 'roles',
    ...(access === 'public' ? {} : { 'x-roles': access }),
    'x-kind': operation.kind,
    ...(operation.kind === 'command' ? { 'x-idempotency': operation.idempotency } : {}),
    'x-limit-class': limitClassOf(operation),
    'x-deadline-ms': deadlineMs,
    ...(deprecatedSince ? { 'x-deprecated-since': deprecatedSince } : {}),
  }
}
