import type { Socket } from 'node:net'

import fastify, { type FastifyInstance } from 'fastify'
import { builtIn } from '../../contract/failure.ts'
import { type Operation, type RestSpec, restOf } from '../../contract/operation.ts'
import { type Versions, versionsOf } from '../../contract/revision.ts'
import { modulesAt } from '../../contracts-out/modules-at.ts'
import { emitOpenApi } from '../../contracts-out/openapi.ts'
import type { Dispatcher } from '../../dispatch/call.ts'
import type { Health } from '../../health/health.ts'
import type { Module } from '../../module/define-module.ts'
import { addressRefused } from '../../protection/address-lists.ts'
import { isTooDeep } from '../../protection/json-depth.ts'
import { limitClassOf } from '../../protection/limit-class.ts'
import { correlationIdOf } from '../caller-fields.ts'
import { versionHeader, versionHeaders } from './api-version.ts'
import { batchPath, isBatched } from './batch-envelope.ts'
import { batchHandler } from './batch-route.ts'
import { closerOf } from './close-when-idle.ts'
import { allowCompression } from './compression.ts'
import { acceptSessionCookies, type CookieSettings } from './cookie-sessions.ts'
import { allowOrigins } from './cors.ts'
import { addDocs } from './docs-page.ts'
import { methodAndPath, versionPrefix } from './fields.ts'
import { operationHandler } from './operation-route.ts'
import { refuseOtherMethods } from './other-methods.ts'
import { addMetrics, addProbes, type MetricsPage, probePaths } from './probes.ts'
import { httpProblem, problemOf } from './problem.ts'
import { addProblemPages } from './problem-pages.ts'
import { refuseSecretsInUrls } from './refuse-secrets-in-urls.ts'
import type { Offered } from './relations.ts'
import { securityHeaders, strictTransport } from './security-headers.ts'
import { type ReportError, sendProblem } from './send-problem.ts'
import { acceptSignedRequests, type SignatureSettings } from './signed-requests.ts'

export interface RestServerOptions {
  readonly dispatcher: Dispatcher
  readonly modules: readonly Module[]
  /** Dated versions of the whole API; those of the modules if absent. */
  readonly versions?: Versions
  /** Name and version of the API in its documents. */
  readonly title?: string
  readonly version?: string
  readonly http?: HttpSettings
  /** Serves /live, /ready and /started. */
  readonly health?: Health
  /** Serves /metrics. */
  readonly metrics?: MetricsPage
  /** Public keys served at /.well-known/jwks.json. */
  readonly jwks?: () => object | Promise<object>
  /** Takes sessions of browsers from cookies; absent: takes none. */
  readonly cookies?: CookieSettings
  /** Takes requests that sign themselves; absent: takes none. */
  readonly signatures?: SignatureSettings
  /** What secrets begin with that must not stand in addresses. */
  readonly secretPrefixes?: readonly string[]
  /** Told of errors that are no declared failures. */
  readonly onError?: ReportError
}

export interface HttpSettings {
  /** Largest request body; 1 MiB if absent. */
  readonly bodyLimitBytes?: number
  /** Longest time a request may take to arrive; 15,000 if absent. */
  readonly requestTimeoutMs?: number
  /** How long an idle connection stays open; 65,000 if absent: longer than the usual 60 s of a balancer. */
  readonly keepAliveTimeoutMs?: number
  /** Proxies whose X-Forwarded-* headers are believed: none if absent, all if true, or these addresses and networks. */
  readonly trustProxy?: boolean | string | string[]
  /** Whether an address may call at all; the probes answer all. All may if absent. */
  readonly admits?: (address: string) => boolean
  /** Origins that may call from a browser; none if absent. */
  readonly corsOrigins?: readonly string[]
}

export interface RestServer {
  /** Listens and resolves to the server's URL; no route can be added after that. Port 0 takes a free one. */
  listen(port: number, host?: string): Promise<string>
  /** Takes no new connections, answers what is under way, closes. */
  close(): Promise<void>
  /** Cuts the connections that are left. */
  closeNow(): void
  readonly fastify: FastifyInstance
}

const oneMebibyte = 1_048_576
const longestHeadersMs = 10_000
const lookAtConnectionsMs = 1_000

/**
 * Offers every operation with a REST face under /v1, with problem+json for all failures, API documents at
 * /v1/openapi.json and /v1/docs, and the probes of the process. It translates; the dispatcher decides.
 */
export async function createRestServer(options: RestServerOptions): Promise<RestServer> {
  const operations = options.modules.flatMap(({ handlers }) => handlers.map((h) => h.operation))
  const offered = operations.flatMap((operation) => {
    const rest = restOf(operation)
    return rest && operation.access !== 'internal' ? [{ operation, rest }] : []
  })
  const server = createFastify(options.http)
  await allowCompression(server)
  setHooks(server, options, offered)
  server.setErrorHandler((error, request, reply) =>
    sendProblem(request, reply, error, options.onError),
  )
  server.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, httpProblem('FST_ERR_NOT_FOUND')),
  )
  addOwnPages(server, options, operations)
  server.register(async (scope) => addRoutes(scope, options, offered), { prefix: versionPrefix })
  return {
    fastify: server,
    listen: (port, host = '127.0.0.1') => server.listen({ port, host }),
    close: closerOf(server),
    closeNow: () => server.server.closeAllConnections(),
  }
}

function createFastify(http: HttpSettings = {}): FastifyInstance {
  const requestTimeout = http.requestTimeoutMs ?? 15_000
  const server = fastify({
    bodyLimit: http.bodyLimitBytes ?? oneMebibyte,
    requestTimeout,
    http: {
      // Who sends a byte now and then holds a connection no longer than others.
      headersTimeout: Math.min(requestTimeout, longestHeadersMs),
      connectionsCheckingInterval: Math.min(requestTimeout, lookAtConnectionsMs),
    },
    keepAliveTimeout: http.keepAliveTimeoutMs ?? 65_000,
    trustProxy: http.trustProxy ?? false,
    // While closing, a request that still arrives is served and its connection closed, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: ({ headers }) => correlationIdOf(headers['x-correlation-id']),
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, error),
    clientErrorHandler: answerBrokenRequest,
  })
  acceptJson(server)
  return server
}

/** JSON only; an empty body is no body, whatever its type says. */
function acceptJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    if (isTooDeep(body as string)) return done(httpProblem('JSON_TOO_DEEP'))
    return parse(request, body as string, done) // `parseAs` makes it a string
  })
}

function setHooks(
  server: FastifyInstance,
  { health, http = {}, cookies, signatures, secretPrefixes = [] }: RestServerOptions,
  offered: readonly Offered[],
): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-correlation-id', request.id).headers(securityHeaders)
    if (request.protocol === 'https') reply.header('strict-transport-security', strictTransport)
    if (health?.draining) reply.header('connection', 'close')
    // A small body that unpacks to a large one costs us, not its sender: none is unpacked.
    const { 'content-encoding': encoding = 'identity' } = request.headers
    done(encoding === 'identity' ? undefined : httpProblem('ENCODED_BODY'))
  })
  if (http.admits) refuseAddresses(server, http.admits)
  if (secretPrefixes.length > 0) refuseSecretsInUrls(server, secretPrefixes)
  if (cookies) acceptSessionCookies(server, cookies)
  if (signatures) acceptSignedRequests(server, signatures)
  const { corsOrigins = [] } = http
  if (corsOrigins.length === 0) return
  const headers = offered.flatMap(({ rest }) => Object.values(rest.headers ?? {}))
  allowOrigins(
    server,
    corsOrigins,
    headers.map((header) => header.toLowerCase()),
  )
}

/** Before the body is read. The probes of the orchestrator answer everybody. */
function refuseAddresses(server: FastifyInstance, admits: (address: string) => boolean): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const isProbe = probePaths.has(request.url)
    const refused =
      isProbe || admits(request.ip) ? undefined : builtIn('FORBIDDEN', { says: addressRefused })
    done(refused)
  })
}

function addOwnPages(
  server: FastifyInstance,
  options: RestServerOptions,
  operations: readonly Operation[],
): void {
  const { modules, versions = versionsOf(modules), health, metrics, jwks } = options
  const { title = 'API', version = '1.0.0' } = options
  if (health) addProbes(server, health)
  if (metrics) addMetrics(server, metrics)
  if (jwks) {
    server.get('/.well-known/jwks.json', async (_request, reply) => {
      return reply.header('cache-control', 'public, max-age=300').send(await jwks())
    })
  }
  addDocs(server, title, (asked) =>
    emitOpenApi(modulesAt(modules, versions, asked), {
      ...{ title, version, versions },
      ...(asked === undefined ? {} : { at: asked }),
    }),
  )
  addProblemPages(server, operations)
}

function addRoutes(
  scope: FastifyInstance,
  { dispatcher, onError, modules, versions = versionsOf(modules) }: RestServerOptions,
  offered: readonly Offered[],
): void {
  if (versions.current) nameVersions(scope, versions)
  // Event streams are added by their own transport, at paths that operations may share.
  const taken: { url: string; method: string }[] = modules
    .flatMap(({ subscriptions = [] }) => subscriptions)
    .flatMap(({ rest: route }) => (route ? [urlOf({ route })] : []))
    .map((url) => ({ url, method: 'GET' }))
  for (const { operation, rest } of offered) {
    const { method } = methodAndPath(rest)
    const url = urlOf(rest)
    const config = { limitClass: limitClassOf(operation) }
    const handler = operationHandler({ dispatcher, operation, rest, offered, versions })
    const route = { method, url, handler, config }
    taken.push(route)
    if (rest.rawBody === undefined) scope.route(route)
    else scope.register(async (raw) => acceptText(raw).route(route))
    if (isBatched(operation)) {
      const many = { url: batchPath(operation), method: 'POST' as const, config }
      const batch = batchHandler({ dispatcher, operation, rest, report: onError })
      scope.route({ ...many, handler: batch })
      taken.push(many)
    }
  }
  refuseOtherMethods(scope, taken)
}

/** The path as Fastify writes it. */
function urlOf(rest: Pick<RestSpec, 'route'>): string {
  return methodAndPath(rest).path.replaceAll(/\{(\w+)\}/g, ':$1')
}

/** Says in each answer by which version it is made, problems included. */
function nameVersions(scope: FastifyInstance, versions: Versions): void {
  const headersOf = versionHeaders(versions)
  scope.addHook('onRequest', (request, reply, done) => {
    const asked = request.headers[versionHeader]
    reply.headers(headersOf(typeof asked === 'string' ? asked : undefined))
    done()
  })
}

/** Takes any body as the very text that was sent: a signature is over that, not over what JSON makes of it. */
function acceptText(scope: FastifyInstance): FastifyInstance {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  return scope
}

/** Answers what is no HTTP at all; there is no request yet to answer through Fastify. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const known = problemOf(Object.assign(error, { statusCode: 400 }))
  const body = JSON.stringify(known)
  socket.end(
    `HTTP/1.1 ${known.status} ${known.title}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
