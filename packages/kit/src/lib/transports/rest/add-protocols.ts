import type { ServerResponse } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'

import { builtIn } from '../../contract/failure.ts'
import type { Admit, Entered, TakeLimit } from '../../dispatch/call.ts'
import { guest } from '../../dispatch/principal.ts'
import type { BackgroundContext } from '../../module/background.ts'
import type { Module } from '../../module/define-module.ts'
import type { HttpListener, HttpProtocol } from '../../module/http-protocol.ts'
import type { ReportError } from './send-problem.ts'

export interface ProtocolParts {
  readonly modules: readonly Pick<Module, 'name' | 'protocols'>[]
  readonly background: (module: string) => BackgroundContext
  readonly admit: Admit
  readonly takeLimit: TakeLimit
  /** Told of errors that a protocol did not answer itself. */
  readonly onError?: ReportError | undefined
}

/** Lets the protocols that modules speak beside their operations answer at the paths they name. */
export async function addProtocols(server: FastifyInstance, parts: ProtocolParts): Promise<void> {
  for (const { name, protocols = [] } of parts.modules) {
    for (const protocol of protocols) {
      const answer = await protocol.open(parts.background(name))
      server.register(async (scope) =>
        addPaths(scope, protocol, handlerOf(protocol, answer, parts)),
      )
    }
  }
}

const methods: HTTPMethods[] = ['GET', 'POST', 'DELETE', 'OPTIONS']

function addPaths(
  scope: FastifyInstance,
  { paths }: HttpProtocol,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _body, done) => done(null)) // its library reads it
  const config = { readsItself: true }
  for (const url of paths)
    scope.route({ method: methods, url, handler, config, exposeHeadRoute: false })
}

function handlerOf(
  { name, limit }: HttpProtocol,
  answer: HttpListener,
  { admit, takeLimit, onError }: ProtocolParts,
) {
  const entered: Entered = { name, limit }
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const release = admit(entered)
    try {
      if (request.method === 'POST' || request.method === 'DELETE')
        await charge(takeLimit, entered, request.ip)
      for (const [header, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(header, value)
      }
      reply.hijack()
      await answer(request.raw, reply.raw).catch((error: unknown) => {
        onError?.(error, request.id)
        giveUp(reply.raw)
      })
    } finally {
      release()
    }
  }
}

async function charge(takeLimit: TakeLimit, entered: Entered, address: string): Promise<void> {
  const limit = await takeLimit(entered, { principal: guest, address }, 1)
  if (limit && !limit.allowed) {
    throw builtIn('RATE_LIMITED', { data: limit, retryAfterSeconds: limit.retryAfterSeconds })
  }
}

/** Nobody else would end an answer that was taken out of Fastify's hands. */
function giveUp(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(500, { 'cache-control': 'no-store' }).end()
}
