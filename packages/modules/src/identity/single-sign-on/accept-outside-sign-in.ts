import { hash } from 'node:crypto'

import { type Handler, handle, type WorkContext } from '@archwright/kit'
import { Check } from 'typebox/value'

import { findAccountById, insertAccount } from '../account-store.ts'
import { register, userRegistered } from '../contract.ts'
import { normalizeEmail } from '../email.ts'
import { findLinked, insertLink, spendAssertion } from './outside-identity-store.ts'
import { acceptOutsideSignIn } from './single-sign-on-contract.ts'

type Context = WorkContext<typeof acceptOutsideSignIn>

/**
 * An identity elsewhere belongs to the account that it opened, and to no other: an account that is there already is never
 * given to who comes with its address, because nobody here has proven whose address it is.
 */
export function handleAcceptOutsideSignIn({ tenants }: { tenants: boolean }): Handler {
  return handle(acceptOutsideSignIn, async (person, context) => {
    const { sql, now, fail } = context
    const { issuer, proofId } = person
    const proof = proofId && hash('sha256', JSON.stringify([issuer, proofId]), 'base64url')
    if (proof && !(await spendAssertion(sql, proof, now()))) throw fail.ALREADY_USED()
    const known = await findLinked(sql, person)
    const accountId = known ?? (await openAccount(person, context, tenants))
    const account = await findAccountById(sql, accountId)
    if (!account || account.disabled) throw fail.ACCOUNT_DISABLED()
    const { methods } = person
    return { accountId, methods, secondFactor: account.secondFactor }
  })
}

async function openAccount(
  person: { issuer: string; subject: string; email: string | null; name: string | null },
  { sql, now, newId, publish, fail }: Context,
  tenants: boolean,
): Promise<string> {
  const { properties } = register.input
  if (!Check(properties.email, person.email)) throw fail.EMAIL_NOT_VERIFIED()
  const email = normalizeEmail(person.email)
  const name = Check(properties.name, person.name) ? person.name : (email.split('@')[0] ?? email)
  const tenant = tenants ? newId() : null
  const id = newId()
  const account = { id, tenant, email, passwordHash: null, name, roles: ['customer'] as const }
  if (!(await insertAccount(sql, account, now()))) throw fail.EMAIL_TAKEN()
  await insertLink(sql, { ...person, accountId: id }, now())
  publish(userRegistered, { userId: id, email, name })
  return id
}
