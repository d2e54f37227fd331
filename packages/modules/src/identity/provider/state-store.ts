import { fragment, type Sql } from '@archwright/kit'

export interface StateKey {
  /** Kind of what is remembered, in the words of oidc-provider: Session, Grant, RefreshToken, … */
  model: string
  idHash: string
}

export interface State extends StateKey {
  payload: object
  grantId: string | null
  uid: string | null
  expiresAt: Date
}

export interface FoundState {
  payload: Record<string, unknown>
  consumedAt: string | null
}

export async function putState(sql: Sql, state: State): Promise<void> {
  const { model, idHash, payload, grantId, uid, expiresAt } = state
  await sql`
    insert into identity.provider_state (model, id_hash, payload, grant_id, uid, expires_at)
    values (${model}, ${idHash}, ${payload}, ${grantId}, ${uid}, ${expiresAt})
    on conflict (model, id_hash) do update set
      payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
      expires_at = excluded.expires_at`
}

export async function findState(
  sql: Sql,
  { model, idHash }: StateKey,
  now: Date,
): Promise<FoundState | undefined> {
  const [row] = await sql<FoundState>`
    select payload, consumed_at as "consumedAt" from identity.provider_state
    where model = ${model} and id_hash = ${idHash} and expires_at > ${now}`
  return row
}

export async function findStateByUid(
  sql: Sql,
  { model, uid }: { model: string; uid: string },
  now: Date,
): Promise<FoundState | undefined> {
  const [row] = await sql<FoundState>`
    select payload, consumed_at as "consumedAt" from identity.provider_state
    where uid = ${uid} and model = ${model} and expires_at > ${now}`
  return row
}

/** Marks what may be used once as used; false when somebody was faster. */
export async function consumeState(
  sql: Sql,
  { model, idHash }: StateKey,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update identity.provider_state set consumed_at = ${now}
    where model = ${model} and id_hash = ${idHash} and consumed_at is null
    returning id_hash`
  return rows.length === 1
}

export async function deleteState(sql: Sql, { model, idHash }: StateKey): Promise<void> {
  await sql`delete from identity.provider_state where model = ${model} and id_hash = ${idHash}`
}

/** Forgets all of a grant that is of this kind. */
export async function deleteOfGrant(
  sql: Sql,
  { model, grantId }: { model: string; grantId: string },
): Promise<void> {
  await sql`delete from identity.provider_state where grant_id = ${grantId} and model = ${model}`
}

/** Which of these grants still stand. */
export async function listGrants(sql: Sql, ids: readonly string[], now: Date): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select grant_id as id from identity.provider_state
    where model = 'Grant' and grant_id = any(${ids}) and expires_at > ${now}`
  return rows.map(({ id }) => id)
}

/** Ends one sign-in for an application. */
export async function endGrant(sql: Sql, id: string, now: Date): Promise<void> {
  await endWhere(sql, fragment`grant_id = ${id}`, now)
}

/** Ends all that was signed in with an account. */
export async function endGrantsOf(sql: Sql, accountId: string, now: Date): Promise<void> {
  await endWhere(sql, fragment`payload ->> 'accountId' = ${accountId}`, now)
}

/** Ends all that was signed in for an application. */
export async function endGrantsFor(sql: Sql, clientId: string, now: Date): Promise<void> {
  await endWhere(sql, fragment`payload ->> 'clientId' = ${clientId}`, now)
}

async function endWhere(sql: Sql, which: ReturnType<typeof fragment>, now: Date): Promise<void> {
  await sql`
    with ended as (
      delete from identity.provider_state where model = 'Grant' and ${which} returning grant_id
    )
    insert into identity.revocation (subject, revoked_at)
    select grant_id, ${now} from ended on conflict do nothing`
}

export async function deleteExpiredState(sql: Sql, before: Date): Promise<void> {
  await sql`delete from identity.provider_state where expires_at < ${before}`
}
