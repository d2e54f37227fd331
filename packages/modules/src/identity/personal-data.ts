import { handle, type Sql } from '@archwright/kit'
import { personalData as declare } from '@archwright/kit/contract'

import { insertRevocation } from './revocation-store.ts'

/** What identity holds of a person: the account with its sessions, and tries to sign in at its address. */
export const personalData = declare('identity')

interface AccountOfPerson {
  readonly email: string
}

export const handleFindPersonalData = handle(personalData.find, async ({ id }, { sql }) => {
  const accounts = await sql<AccountOfPerson>`
    select id, email, name, address, roles, version, created_at as "createdAt"
    from identity.account where id::text = ${id}`
  const sessions = await sql`
    select id, started_at as "startedAt", expires_at as "expiresAt", ended_at as "endedAt"
    from identity.session where account_id::text = ${id}`
  const factors = await sql`
    select confirmed_at as "since" from identity.second_factor where account_id::text = ${id}`
  const elsewhere = await sql`
    select issuer, subject, linked_at as "linkedAt" from identity.outside_identity
    where account_id::text = ${id}`
  const emails = accounts.map(({ email }) => email)
  const attempts = await sql`
    select email, tries, last_at as "lastAt" from identity.login_attempt where email = any(${emails})`
  return {
    knownAs: emails,
    held: [
      { what: 'account', why: 'to sign in and to be reached', rows: accounts },
      { what: 'sessions', why: 'to stay signed in, and to end that', rows: sessions },
      { what: 'second factor', why: 'to ask for a code beside the password', rows: factors },
      { what: 'accounts elsewhere', why: 'to sign in by them', rows: elsewhere },
      { what: 'sign-in attempts', why: 'to slow down who guesses passwords', rows: attempts },
    ],
  }
})

export const handleErasePersonalData = handle(
  personalData.erase,
  async ({ id, knownAs }, { sql, now }) => {
    // Tokens that are still good name an account that is no more.
    await insertRevocation(sql, id, now())
    const accounts = await deleteAccount(sql, id)
    const attempts = await sql`
      delete from identity.login_attempt where email = any(${knownAs}) returning 1`
    return {
      erased: [
        { what: 'account, with its sessions', count: accounts },
        { what: 'sign-in attempts', count: attempts.length },
      ],
      kept: [],
    }
  },
)

async function deleteAccount(sql: Sql, id: string): Promise<number> {
  await sql`delete from identity.provider_state where payload ->> 'accountId' = ${id}`
  return (await sql`delete from identity.account where id::text = ${id} returning 1`).length
}
