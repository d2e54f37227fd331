import type { BackgroundContext } from '@archwright/kit'
import { hashPassword } from '@archwright/kit/identity'
import { Check } from 'typebox/value'

import { findAccount, insertAccount } from './account-store.ts'
import { register } from './contract.ts'
import { normalizeEmail } from './email.ts'

export interface FirstStaff {
  readonly email: string
  readonly password: string
}

/** Who may open the shop, as STAFF_EMAIL and STAFF_PASSWORD say; undefined when neither does. */
export function readFirstStaff(
  variables: Readonly<Record<string, string | undefined>>,
): FirstStaff | undefined {
  const { STAFF_EMAIL: email, STAFF_PASSWORD: password } = variables
  if (!email && !password) return undefined
  const staff = { email: email ?? '', password: password ?? '' }
  if (!Check(register.input, { ...staff, name })) {
    throw new Error('STAFF_EMAIL must be an email address, STAFF_PASSWORD 10 to 128 characters')
  }
  return staff
}

const name = 'Staff'

/** Opens the first staff account; several processes may do so at once, and a restart finds it done. */
export async function openFirstStaff(
  { sql, now, newId }: BackgroundContext,
  { email: given, password }: FirstStaff,
): Promise<void> {
  const email = normalizeEmail(given)
  const known = await findAccount(sql, email)
  if (!known) {
    const passwordHash = await hashPassword(password)
    await insertAccount(
      sql,
      { id: newId(), tenant: null, email, passwordHash, name, roles: ['staff'] },
      now(),
    )
  } else if (!known.roles.includes('staff')) {
    throw new Error(`STAFF_EMAIL ${email} is the account of a customer; use another address`)
  }
}
