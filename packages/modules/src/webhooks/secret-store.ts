import type { Sql } from '@archwright/kit'

/** Adds a secret; the one in use so far still signs until `olderEndsAt`, any before that no more. */
export async function insertSecret(
  sql: Sql,
  { id, endpointId, sealed }: { id: string; endpointId: string; sealed: string },
  olderEndsAt: Date,
): Promise<void> {
  await sql`delete from webhooks.secret where endpoint_id = ${endpointId} and ends_at is not null`
  await sql`update webhooks.secret set ends_at = ${olderEndsAt} where endpoint_id = ${endpointId}`
  await sql`
    insert into webhooks.secret (id, endpoint_id, sealed) values (${id}, ${endpointId}, ${sealed})`
}

/** The sealed secret with this id; undefined when it was replaced twice, or its endpoint is gone. */
export async function readSealed(sql: Sql, id: string): Promise<string | undefined> {
  const [row] = await sql<{ sealed: string }>`select sealed from webhooks.secret where id = ${id}`
  return row?.sealed
}

export interface SealedSecret {
  id: string
  endpointId: string
  sealed: string
}

/** Some secrets whose sealed text does not begin so. */
export function findSealedOtherwise(sql: Sql, beginning: string): Promise<SealedSecret[]> {
  return sql<SealedSecret>`
    select id, endpoint_id as "endpointId", sealed from webhooks.secret
    where not starts_with(sealed, ${beginning}) order by id limit 500`
}

/** Replaces sealed texts, unless a secret was replaced itself meanwhile. */
export async function updateSealed(sql: Sql, secrets: readonly SealedSecret[]): Promise<void> {
  await sql`
    update webhooks.secret set sealed = given.sealed
    from unnest(${secrets.map(({ id }) => id)}::uuid[], ${secrets.map(({ sealed }) => sealed)}::text[])
      as given (id, sealed)
    where secret.id = given.id`
}
