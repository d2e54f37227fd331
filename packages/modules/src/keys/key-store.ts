import type { Sql } from '@archwright/kit'

import type { Key, Proof } from './contract.ts'

export interface NewKey {
  id: string
  tenant: string | null
  partnerId: string
  name: string
  roles: readonly string[]
  operations: readonly string[] | null
  proof: Proof
}

export async function insertKey(sql: Sql, key: NewKey, now: Date): Promise<void> {
  const { id, tenant, partnerId, name, roles, operations, proof } = key
  await sql`
    insert into keys.api_key (id, tenant_id, partner_id, name, roles, operations, proof, created_at)
    values (${id}, ${tenant}, ${partnerId}, ${name}, ${roles}, ${operations}, ${proof}, ${now})`
}

export interface KeysWanted {
  tenant: string | null
  id?: string | undefined
  partnerId?: string | undefined
}

/** Keys of a tenant, or of none, the newest 500 first. */
export function findKeys(sql: Sql, { tenant, id, partnerId }: KeysWanted): Promise<Key[]> {
  return sql<Key>`
    select key.id as "keyId", key.partner_id as "partnerId", key.name, key.roles, key.operations,
      key.proof, key.created_at as "createdAt", key.last_used_at as "lastUsedAt",
      key.revoked_at as "revokedAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('hint', secret.hint,
          'createdAt', to_char(secret.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'expiresAt', to_char(secret.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          order by secret.id desc)
        from keys.secret where secret.key_id = key.id
      ), '[]') as secrets
    from keys.api_key as key
    where key.tenant_id is not distinct from ${tenant}::uuid
      and (${id ?? null}::uuid is null or key.id = ${id ?? null}::uuid)
      and (${partnerId ?? null}::uuid is null or key.partner_id = ${partnerId ?? null}::uuid)
    order by key.id desc
    limit 500`
}

/** Takes a key for a change, if it is of this tenant and not revoked; two who renew it do so one after the other. */
export async function lockKey(
  sql: Sql,
  id: string,
  tenant: string | null,
): Promise<{ proof: Proof } | undefined> {
  const [row] = await sql<{ proof: Proof }>`
    select proof from keys.api_key
    where id = ${id} and tenant_id is not distinct from ${tenant}::uuid and revoked_at is null
    for update`
  return row
}

/** Ends a key; false when there is none of this tenant. */
export async function endKey(
  sql: Sql,
  { id, tenant }: { id: string; tenant: string | null },
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update keys.api_key set revoked_at = coalesce(revoked_at, ${now})
    where id = ${id} and tenant_id is not distinct from ${tenant}::uuid
    returning id`
  return rows.length === 1
}

/** Ends the keys that nobody used since then. */
export async function endUnused(sql: Sql, since: Date, now: Date): Promise<void> {
  await sql`
    update keys.api_key set revoked_at = ${now}
    where revoked_at is null and coalesce(last_used_at, created_at) < ${since}`
}
