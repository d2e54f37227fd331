import { type Static, Type } from 'typebox'

/** One line of visible text: PostgreSQL keeps no NUL, and a mail header must not break. */
export function line(maxLength: number, example: string) {
  const pattern = '^[^\\u0000-\\u001f]*[^\\s\\u0000-\\u001f][^\\u0000-\\u001f]*$'
  return Type.String({ minLength: 1, maxLength, pattern, examples: [example] })
}

export type Role = Static<typeof Role>
export const Role = Type.Enum(['customer', 'staff'], { title: 'Role' })
