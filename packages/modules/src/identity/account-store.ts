import type { Sql } from '@archwright/kit'

import type { Address, Profile, Role } from './contract.ts'

export interface Account extends Profile {
  /** Whom the account belongs to, in a system with tenants. */
  tenant: string | null
  /** Null where its owner signs in elsewhere. */
  passwordHash: string | null
  disabled: boolean
  /** Signing in takes a code beside the password. */
  secondFactor: boolean
}

/** Profiles in no order; ids that do not exist are absent. */
export function findProfiles(sql: Sql, ids: readonly string[]): Promise<Profile[]> {
  return sql<Profile>`
    select id, email, name, address, roles, version, created_at as "createdAt"
    from identity.account
    where id = any(${ids}::uuid[])`
}

/** The account of a normalized email address. */
export async function findAccount(sql: Sql, email: string): Promise<Account | undefined> {
  const [row] = await sql<Account>`
    select id, email, name, address, roles, version, created_at as "createdAt",
      tenant_id as tenant, password_hash as "passwordHash", disabled_at is not null as disabled,
      exists (
        select from identity.second_factor as factor
        where factor.account_id = account.id and factor.confirmed_at is not null
      ) as "secondFactor"
    from identity.account
    where email = ${email}`
  return row
}

/** The account with this id. */
export async function findAccountById(sql: Sql, id: string): Promise<Account | undefined> {
  const [row] = await sql<Account>`
    select id, email, name, address, roles, version, created_at as "createdAt",
      tenant_id as tenant, password_hash as "passwordHash", disabled_at is not null as disabled,
      exists (
        select from identity.second_factor as factor
        where factor.account_id = account.id and factor.confirmed_at is not null
      ) as "secondFactor"
    from identity.account
    where id = ${id}`
  return row
}

export interface NewAccount {
  id: string
  tenant: string | null
  email: string
  passwordHash: string | null
  name: string
  roles: readonly Role[]
}

/** Adds an account; undefined when the email address has one. */
export async function insertAccount(
  sql: Sql,
  { id, tenant, email, passwordHash, name, roles }: NewAccount,
  now: Date,
): Promise<Profile | undefined> {
  const [row] = await sql<Profile>`
    insert into identity.account (id, tenant_id, email, password_hash, name, roles, created_at)
    values (${id}, ${tenant}, ${email}, ${passwordHash}, ${name}, ${roles}, ${now})
    on conflict (email) do nothing
    returning id, email, name, address, roles, version, created_at as "createdAt"`
  return row
}

export interface ProfileChange {
  id: string
  version: number
  name: string | undefined
  /** Null takes the address away; undefined keeps it. */
  address: Address | null | undefined
}

/** Changes the given fields if the profile still has this version; undefined when not. */
export async function changeProfile(
  sql: Sql,
  { id, version, name, address }: ProfileChange,
): Promise<Profile | undefined> {
  const [row] = await sql<Profile>`
    update identity.account set
      name = coalesce(${name}, name),
      address = case when ${address === undefined} then address else ${address}::jsonb end,
      version = version + 1
    where id = ${id} and version = ${version}
    returning id, email, name, address, roles, version, created_at as "createdAt"`
  return row
}

/** Keeps a new hash of the same password. */
export async function replaceHash(sql: Sql, accountId: string, hash: string): Promise<void> {
  await sql`update identity.account set password_hash = ${hash} where id = ${accountId}`
}

/** Shuts an account out, or with null lets it in again; false when there is none. */
export async function setDisabled(sql: Sql, id: string, at: Date | null): Promise<boolean> {
  const rows = await sql`
    update identity.account set disabled_at = ${at} where id = ${id} returning id`
  return rows.length === 1
}
