import type { Module } from '../../module/define-module.ts'
import { protoText } from './proto-text.ts'
import { type ProtoOptions, protosOf } from './protos-of.ts'

/** Where the committed numbers are, among the contracts. */
export const protoLockPath = 'proto.lock.json'

// What `buf lint` and `buf breaking` look at; the rules are those they have without it too.
const bufModule = 'version: v2\nlint:\n  use: [STANDARD]\nbreaking:\n  use: [FILE]\n'

/**
 * The modules' operations as .proto files and the lock with their numbers: path among the contracts → text. The same
 * text on every run with the same lock. Throws TypeError for a schema that protocol buffers cannot say.
 */
export function emitProto(
  modules: readonly Module[],
  options: ProtoOptions,
): Readonly<Record<string, string>> {
  const { files, lock } = protosOf(modules, options)
  return {
    'proto/buf.yaml': bufModule,
    ...Object.fromEntries(files.map((file) => [`proto/${file.path}`, protoText(file)])),
    [protoLockPath]: `${JSON.stringify(lock, null, 2)}\n`,
  }
}
