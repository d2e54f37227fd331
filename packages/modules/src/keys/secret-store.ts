import type { Sql } from '@archwright/kit'

export interface NewSecret {
  id: string
  keyId: string
  hash: string | null
  publicKey: string | null
  derivedWith: string | null
  hint: string
  expiresAt: Date
}

export async function insertSecret(sql: Sql, secret: NewSecret, now: Date): Promise<void> {
  const { id, keyId, hash, publicKey, derivedWith, hint, expiresAt } = secret
  await sql`
    insert into keys.secret
      (id, key_id, hash, public_key, derived_with, hint, created_at, expires_at)
    values (${id}, ${keyId}, ${hash}, ${publicKey}, ${derivedWith}, ${hint}, ${now}, ${expiresAt})`
}

/** Lets the secrets of a key end at this time, unless they end earlier. */
export async function endSecrets(sql: Sql, keyId: string, at: Date): Promise<void> {
  await sql`
    update keys.secret set expires_at = least(expires_at, ${at}::timestamptz) where key_id = ${keyId}`
}

export async function deleteOldSecrets(sql: Sql, before: Date): Promise<void> {
  await sql`delete from keys.secret where expires_at < ${before}`
}

/** Whom a secret stands for. */
export interface Standing {
  keyId: string
  partnerId: string
  tenant: string | null
  roles: string[]
  operations: string[] | null
}

/**
 * Whose secret this is, if it is good now. That it was used is written at most once a minute: a key that calls a
 * thousand times a second costs no more writes than one that calls now and then.
 */
export async function useHash(sql: Sql, hash: string, now: Date): Promise<Standing | undefined> {
  const [row] = await sql<Standing>`
    with used as (
      select key.id, key.partner_id, key.tenant_id, key.roles, key.operations
      from keys.secret join keys.api_key as key on key.id = secret.key_id
      where secret.hash = ${hash} and secret.expires_at > ${now} and key.revoked_at is null
    ), noted as (
      update keys.api_key set last_used_at = ${now} from used
      where api_key.id = used.id
        and (last_used_at is null or last_used_at < ${now}::timestamptz - interval '1 minute')
    )
    select id as "keyId", partner_id as "partnerId", tenant_id as tenant, roles, operations
    from used`
  return row
}
