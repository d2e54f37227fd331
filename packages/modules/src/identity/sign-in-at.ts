import type { SignIn } from '@archwright/kit'

/** What tokens say of a sign-in: a session's start is when, since each opens one. */
export function signInAt(startedAt: Date, methods: readonly string[]): SignIn {
  return { at: Math.floor(startedAt.getTime() / 1_000), methods }
}
