import { readFile } from 'node:fs/promises'

import { protoLockPath } from './emit-proto.ts'
import { type ProtoLock, parseProtoLock } from './proto-lock.ts'

/** The committed numbers of protocol buffers; undefined when there are none yet. @param contracts the contracts' folder. */
export async function readProtoLock(contracts: URL): Promise<ProtoLock | undefined> {
  const file = new URL(protoLockPath, contracts)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : parseProtoLock(text)
}
