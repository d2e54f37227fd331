import type { Metadata } from '@grpc/grpc-js'

import { MalformedMessage } from '../grpc/malformed-message.ts'

/** Frames of gRPC-Web: a byte of flags, the length in four bytes, and as many bytes (grpc/doc/PROTOCOL-WEB.md). */

const headBytes = 5
const flags = { message: 0, trailer: 0x80 } as const

/** The one message of a request. Throws MalformedMessage. */
export function messageIn(body: Buffer): Uint8Array {
  if (body.length < headBytes) throw new MalformedMessage('is shorter than its frame')
  if (body[0] !== flags.message) throw new MalformedMessage('has flags that are not taken')
  if (body.readUInt32BE(1) !== body.length - headBytes)
    throw new MalformedMessage('is not one whole frame')
  return body.subarray(headBytes)
}

export function messageFrame(message: Uint8Array): Buffer {
  return frame(flags.message, message)
}

/** How a call ended, as the last frame: its status and what gRPC sends as trailers. */
export function trailerFrame(code: number, details: string, metadata: Metadata): Buffer {
  const lines = Object.entries({
    'grpc-status': [code],
    ...(details === '' ? {} : { 'grpc-message': [percentEncoded(details)] }),
    ...metadata.toHttp2Headers(),
  }).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}\r\n`))
  return frame(flags.trailer, Buffer.from(lines.join(''), 'latin1'))
}

function frame(flag: number, bytes: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(headBytes + bytes.length)
  framed[0] = flag
  framed.writeUInt32BE(bytes.length, 1)
  framed.set(bytes, headBytes)
  return framed
}

/** As the protocol of gRPC writes Status-Message: printable ASCII stays, the rest is UTF-8 in per cent. */
function percentEncoded(text: string): string {
  const bytes = Buffer.from(text)
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')
}
