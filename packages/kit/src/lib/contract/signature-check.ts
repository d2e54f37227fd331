import { Type } from 'typebox'

import { Bearer } from './bearer-lookup.ts'
import { type Command, type CommandSpec, command } from './operation.ts'

const Base64 = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^[A-Za-z0-9+/]+={0,2}$', description: 'Base64.' })

const shape = {
  input: Type.Object({
    keyId: Type.String({ format: 'uuid' }),
    base: Base64(100_000),
    signature: Base64(2_000),
    nonce: Type.String({ minLength: 16, maxLength: 200 }),
  }),
  output: Type.Object({ bearer: Bearer }),
  access: 'internal',
  idempotency: 'none',
} as const satisfies Partial<CommandSpec>

type Shape = Pick<CommandSpec, 'name' | 'summary'> & typeof shape

/** How a module that keeps keys says whom a signed request stands for: nobody, when the nonce came before. */
export type SignatureCheck = Command<Shape>

/** Declares it. A command, because no nonce may come again, in any process. */
export function signatureCheck({
  name,
  summary,
}: Pick<CommandSpec, 'name' | 'summary'>): SignatureCheck {
  return command({ ...shape, name, summary })
}
