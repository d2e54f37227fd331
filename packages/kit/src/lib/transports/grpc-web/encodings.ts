import type { FastifyRequest } from 'fastify'

import { MalformedMessage } from '../grpc/malformed-message.ts'
import { messageIn } from './frames.ts'

/** The two ways of gRPC-Web to write frames: as they are, and in Base64 for clients that cannot read a stream of bytes. */
export interface Encoding {
  /** Media type of the answer. */
  readonly type: string
  decode(body: Buffer): Buffer
  encode(frame: Buffer): Buffer
}

const binary: Encoding = {
  type: 'application/grpc-web+proto',
  decode: (body) => body,
  encode: (frame) => frame,
}

// Each frame is encoded, and padded, alone: the protocol allows it, and nothing waits for the frame behind.
const text: Encoding = {
  type: 'application/grpc-web-text+proto',
  decode: (body) => Buffer.from(body.toString('latin1'), 'base64'),
  encode: (frame) => Buffer.from(frame.toString('base64'), 'latin1'),
}

/** By the media type of a request. */
export const encodings: ReadonlyMap<string, Encoding> = new Map([
  ['application/grpc-web', binary],
  [binary.type, binary],
  ['application/grpc-web-text', text],
  [text.type, text],
])

/** The encoding a request came in; the server takes no other type on these paths. */
export function encodingOf({ headers }: Pick<FastifyRequest, 'headers'>): Encoding {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return encodings.get(type) ?? binary
}

/** The message that a request carries. Throws MalformedMessage. */
export function messageOf(request: Pick<FastifyRequest, 'headers' | 'body'>): Uint8Array {
  const { body } = request
  if (!Buffer.isBuffer(body)) throw new MalformedMessage('is missing')
  return messageIn(encodingOf(request).decode(body))
}
