import type { Module } from '../../module/define-module.ts'
import { codecOf } from '../../transports/grpc/codec.ts'
import { messageFrame } from '../../transports/grpc-web/frames.ts'
import { encoded, methodFinder, outcomeOf, type Served, unsayable } from './grpc-messages.ts'
import type { Outcome, ParityCaller } from './parity-caller.ts'

/** Unary gRPC-Web by fetch, as a browser does it. That the official client reads the frames is a test of its own. */
export function grpcWebCaller(url: string, modules: readonly Module[]): ParityCaller {
  const methodOf = methodFinder(modules)
  return {
    transport: 'gRPC-Web',
    typed: true,
    async call({ name }, input, { token, key, deadlineMs, signal }) {
      const method = methodOf(name)
      const bytes = encoded(method, input)
      if (!bytes) return unsayable
      const response = await fetch(`${url}${method.path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/grpc-web+proto',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(deadlineMs === undefined ? {} : { 'grpc-timeout': `${deadlineMs}m` }),
        },
        body: new Uint8Array(messageFrame(bytes)),
        ...(signal ? { signal } : {}),
      })
      return outcomeIn(Buffer.from(await response.arrayBuffer()), method)
    },
    close: async () => {},
  }
}

/** The message, if there is one, and the trailer behind it. */
function outcomeIn(body: Buffer, { method }: Served): Outcome {
  const end = body[0] === 0 ? 5 + body.readUInt32BE(1) : 0
  const trailer = new Headers()
  for (const line of body
    .subarray(end + 5)
    .toString('latin1')
    .split('\r\n')
    .filter(Boolean)) {
    const [name = '', value = ''] = line.split(/: (.*)/s)
    trailer.append(name, value)
  }
  const code = Number(trailer.get('grpc-status'))
  if (code === 0) return { output: codecOf(method.response).decode(body.subarray(5, end)) }
  const bytes = trailer.get('grpc-status-details-bin')
  return outcomeOf({
    code,
    details: decodeURIComponent(trailer.get('grpc-message') ?? ''),
    bytes: bytes === null ? undefined : Buffer.from(bytes, 'base64'),
  })
}
