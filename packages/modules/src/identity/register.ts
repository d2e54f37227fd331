import { type Handler, handle } from '@archwright/kit'
import { hashPassword } from '@archwright/kit/identity'

import { insertAccount } from './account-store.ts'
import { register, userRegistered } from './contract.ts'
import { normalizeEmail } from './email.ts'

export interface RegisterSettings {
  /** Whoever registers founds a tenant; whoever registers somebody while signed in adds them to their own. */
  readonly tenants: boolean
}

export const handleRegister = ({ tenants }: RegisterSettings): Handler =>
  handle(register, {
    // Before the unit of work: a hash takes longer than the transaction should.
    prepare: ({ password }) => hashPassword(password),

    async run({ email, name }, context, passwordHash: string) {
      const { sql, now, newId, publish, fail, principal } = context
      const tenant = tenants ? (principal.tenant ?? newId()) : null
      const account = { id: newId(), tenant, email: normalizeEmail(email), passwordHash, name }
      const profile = await insertAccount(sql, { ...account, roles: ['customer'] }, now())
      if (!profile) throw fail.EMAIL_TAKEN()
      publish(userRegistered, { userId: profile.id, email: profile.email, name })
      return profile
    },
  })
