import { constants } from 'node:zlib'

import compress, { type FastifyCompressOptions } from '@fastify/compress'
import type { FastifyInstance } from 'fastify'

import type { Operation } from '../../contract/operation.ts'

type Packing = Pick<FastifyCompressOptions, 'threshold' | 'encodings' | 'brotliOptions'>

/** Below this many bytes an answer fits a packet or two, and packing costs more than it saves. */
const packing: Packing = {
  threshold: 1_024,
  encodings: ['br', 'zstd', 'gzip', 'identity'],
  // 11, the default, takes 50 times as long as 4 for a tenth less.
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
}

/** Lets routes pack their answers; each says whether it does. Requests are never unpacked. */
export async function allowCompression(server: FastifyInstance): Promise<void> {
  await server.register(compress, { global: false, globalDecompression: false })
}

/** For pages that are the same for everybody. */
export const packed = { compress: packing }

/**
 * What queries answer is packed. What commands answer is not: tokens are among it, and beside text of the sender's
 * choice the packed length would tell of them (BREACH). To make a victim's browser send a query often enough with their
 * credentials an attacker would need their token: no cookie carries it.
 */
export function compressionOf({ kind }: Operation): { compress: Packing | false } {
  return kind === 'query' ? packed : { compress: false }
}
