import { Type } from 'typebox'

import { type Command, type CommandSpec, command } from './operation.ts'

const Id = Type.String({ maxLength: 200 })

/** Whom a bearer stands for; null when it stands for nobody, or no longer. */
export const Bearer = Type.Union([
  Type.Object({
    id: Id,
    roles: Type.Array(Type.String()),
    sessionId: Type.Optional(Id),
    tenant: Type.Optional(Id),
    key: Type.Optional(Id),
    signIn: Type.Optional(Type.Object({ at: Type.Number(), methods: Type.Array(Type.String()) })),
    operations: Type.Optional(Type.Array(Type.String())),
  }),
  Type.Null(),
])

const shape = {
  input: Type.Object({ hash: Type.String({ maxLength: 100, description: 'SHA-256, base64url.' }) }),
  output: Type.Object({ bearer: Bearer }),
  access: 'internal',
  idempotency: 'natural',
} as const satisfies Partial<CommandSpec>

type Shape = Pick<CommandSpec, 'name' | 'summary'> & typeof shape

/** How a module says whom a token of its own kind stands for: one that says nothing itself, as keys and cookies do. */
export interface BearerLookup {
  /** What its tokens begin with, such as `ses_`: tells them from all others. */
  readonly prefix: string
  readonly operation: Command<Shape>
  /** Whether a text with the prefix can be one; what cannot is refused without asking. All can if absent. */
  readonly isToken?: (text: string) => boolean
  /** What contracts tell those who send it; absent where nobody outside holds it. */
  readonly told?: { readonly name: string; readonly description: string }
}

/** Declares it. A command, because it may note that the token was used. */
export function bearerLookup({
  prefix,
  name,
  summary,
}: Pick<CommandSpec, 'name' | 'summary'> & { prefix: string }): BearerLookup {
  return { prefix, operation: command({ ...shape, name, summary }) }
}
