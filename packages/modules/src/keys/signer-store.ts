import type { Sql } from '@archwright/kit'

import type { Standing } from './secret-store.ts'

/** By what one of a key's signatures is checked. */
export interface SigningSecret {
  id: string
  publicKey: string | null
  derivedWith: string | null
}

export interface Signer extends Standing {
  secrets: SigningSecret[]
}

/** The key, with its secrets that are good now; undefined when none is. */
export async function findSigner(sql: Sql, keyId: string, now: Date): Promise<Signer | undefined> {
  const [row] = await sql<Signer>`
    select key.id as "keyId", key.partner_id as "partnerId", key.tenant_id as tenant, key.roles,
      key.operations,
      jsonb_agg(jsonb_build_object('id', secret.id, 'publicKey', secret.public_key,
        'derivedWith', secret.derived_with)) as secrets
    from keys.api_key as key join keys.secret on secret.key_id = key.id
    where key.id = ${keyId} and key.revoked_at is null and key.proof <> 'bearer'
      and secret.expires_at > ${now}
    group by key.id`
  return row
}

/** Takes a nonce, once; false when it came before. That the key was used is written once a minute. */
export async function spendNonce(
  sql: Sql,
  { keyId, nonce, until }: { keyId: string; nonce: string; until: Date },
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    with noted as (
      update keys.api_key set last_used_at = ${now}
      where id = ${keyId}
        and (last_used_at is null or last_used_at < ${now}::timestamptz - interval '1 minute')
    )
    insert into keys.used_nonce (key_id, nonce, expires_at) values (${keyId}, ${nonce}, ${until})
    on conflict do nothing
    returning nonce`
  return rows.length === 1
}

export async function deleteOldNonces(sql: Sql, now: Date): Promise<void> {
  await sql`delete from keys.used_nonce where expires_at < ${now}`
}
