import { moduleOf, type Operation, type RestSpec, restOf } from '../contract/operation.ts'
import { type Versions, versionsOf } from '../contract/revision.ts'
import type { Module } from '../module/define-module.ts'
import { limitClassOf } from '../protection/limit-class.ts'
import { batchPath, isBatched } from '../transports/rest/batch-envelope.ts'
import { methodAndPath, versionPrefix } from '../transports/rest/fields.ts'
import type { Offered } from '../transports/rest/relations.ts'
import { type Components, createComponents } from './components.ts'
import { batchParts } from './openapi-batch.ts'
import {
  deadlineParameter,
  fieldsParameterOf,
  idempotencyKeyParameter,
  ifNoneMatchParameter,
  parametersOf,
  preferMinimalParameter,
  preferWaitParameter,
  requestBodyOf,
  versionParameter,
} from './openapi-request.ts'
import { type About, headerComponents, responsesOf } from './openapi-responses.ts'
import { type Security, securityOf } from './openapi-security.ts'
import { streamPaths } from './openapi-streams.ts'

export interface DocumentInfo {
  readonly title: string
  readonly version?: string
  readonly description?: string
  /** Base URLs; the server that serves the document if absent. */
  readonly servers?: readonly string[]
  /** Dated versions of the API; those of the modules if absent. */
  readonly versions?: Versions
  /** The dated version that the modules are as of; the present one if absent. */
  readonly at?: string
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
  const { versions = versionsOf(modules) } = info
  const about = { versions, offered: offeredIn(modules), security: securityOf(modules) }
  // Before the components are read: these fill them.
  const paths = {
    ...pathsOf(about, components),
    ...streamPaths(modules, about.security, components),
  }
  const { title, version = '1.0.0', description, servers = ['/'] } = info
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description ? { description } : {}) },
    servers: servers.map((url) => ({ url })),
    tags: modules
      .filter((module) => offeredIn([module]).length > 0)
      .map(({ name, summary }) => ({ name, description: summary })),
    paths,
    components: {
      schemas: components.schemas(),
      responses: components.responses(),
      parameters: usedIn(paths, '#/components/parameters/', {
        ApiVersion: versionParameter(versions, info.at),
        Fields: fieldsParameterOf,
        Deadline: deadlineParameter,
        IdempotencyKey: idempotencyKeyParameter,
        IfNoneMatch: ifNoneMatchParameter,
        PreferMinimal: preferMinimalParameter,
        PreferWait: preferWaitParameter,
      }),
      headers: usedIn([paths, components.responses()], '#/components/headers/', headerComponents),
      securitySchemes: about.security.schemes,
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

/** The operations that can be asked for from outside over REST. */
function offeredIn(modules: readonly Module[]): Offered[] {
  return modules.flatMap(({ handlers, tenantScoped = false }) =>
    handlers.flatMap(({ operation }) => {
      const rest = restOf(operation)
      return rest && operation.access !== 'internal' ? [{ operation, rest, tenantScoped }] : []
    }),
  )
}

interface Described extends About {
  readonly security: Security
}

type Paths = Record<string, Record<string, object>>

function pathsOf(about: Described, components: Components): Paths {
  const paths: Paths = {}
  const everywhere = about.versions.current
    ? { parameters: [{ $ref: '#/components/parameters/ApiVersion' }] }
    : {}
  const itemAt = (path: string) => {
    const item = paths[`${versionPrefix}${path}`] ?? { ...everywhere }
    paths[`${versionPrefix}${path}`] = item
    return item
  }
  for (const one of about.offered) {
    const { operation, rest } = one
    const { method, path } = methodAndPath(rest)
    const item = itemAt(path)
    item[method.toLowerCase()] = operationObject(one, about, components)
    if (!isBatched(operation)) continue
    itemAt(batchPath(operation)).post = batchObject({ operation, rest }, about, components)
  }
  return paths
}

function operationObject(one: Offered, about: Described, components: Components): object {
  const { operation, rest } = one
  const parameters = parametersOf(operation, rest, components)
  const requestBody = requestBodyOf(operation, rest, components)
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [moduleOf(operation.name)],
    ...(operation.deprecatedSince ? { deprecated: true } : {}),
    security: about.security.of(operation.access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: responsesOf(one, about, components),
    ...(one.tenantScoped ? { 'x-tenant': 'required' } : {}),
    ...extensionsOf(operation),
  }
}

function batchObject(
  { operation, rest }: { operation: Operation & { batch: number }; rest: RestSpec },
  about: Described,
  components: Components,
): object {
  return {
    operationId: `${operation.name}.batch`,
    summary: `${operation.summary}: up to ${operation.batch} in one request, each with its own outcome`,
    tags: [moduleOf(operation.name)],
    ...(operation.deprecatedSince ? { deprecated: true } : {}),
    security: about.security.of(operation.access),
    ...batchParts(operation, rest, components),
    ...extensionsOf(operation),
  }
}

/** What OpenAPI has no word for. */
function extensionsOf(operation: Operation): object {
  const { access, cost, deprecatedSince, sunset, deadlineMs = 5_000 } = operation
  return {
    'x-access': access === 'public' ? 'public' : 'roles',
    ...(access === 'public' ? {} : { 'x-roles': access }),
    'x-kind': operation.kind,
    ...(operation.kind === 'command' ? { 'x-idempotency': operation.idempotency } : {}),
    'x-limit-class': limitClassOf(operation),
    ...(cost === undefined ? {} : { 'x-limit-cost': cost }),
    'x-deadline-ms': deadlineMs,
    ...(deprecatedSince ? { 'x-deprecated-since': deprecatedSince } : {}),
    ...(sunset ? { 'x-sunset': sunset } : {}),
  }
}
