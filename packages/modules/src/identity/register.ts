import { handle } from '@archwright/kit'
import { hashPassword } from '@archwright/kit/identity'

import { insertAccount } from './account-store.ts'
import { register, userRegistered } from './contract.ts'
import { normalizeEmail } from './email.ts'

export const handleRegister = handle(register, {
  // Before the unit of work: a hash takes longer than the transaction should.
  prepare: ({ password }) => hashPassword(password),

  async run({ email, name }, { sql, now, newId, publish, fail }, passwordHash: string) {
    const account = { id: newId(), email: normalizeEmail(email), passwordHash, name }
    const profile = await insertAccount(sql, { ...account, roles: ['customer'] }, now())
    if (!profile) throw fail.EMAIL_TAKEN()
    publish(userRegistered, { userId: profile.id, email: profile.email, name })
    return profile
  },
})
