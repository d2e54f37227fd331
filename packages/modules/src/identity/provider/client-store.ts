import type { Sql } from '@archwright/kit'

import type { Client } from '../contract.ts'

export interface KeptClient extends Client {
  secretHash: string | null
}

export async function insertClient(sql: Sql, client: KeptClient): Promise<void> {
  const { clientId, name, kind, secretHash, roles, redirectUris, createdAt } = client
  const { postLogoutRedirectUris, backchannelLogoutUri, firstParty } = client
  await sql`
    insert into identity.client (id, name, kind, secret_hash, roles, redirect_uris,
      post_logout_redirect_uris, backchannel_logout_uri, first_party, created_at)
    values (${clientId}, ${name}, ${kind}, ${secretHash}, ${roles}, ${redirectUris},
      ${postLogoutRedirectUris}, ${backchannelLogoutUri}, ${firstParty}, ${createdAt})`
}

export async function findClient(sql: Sql, id: string): Promise<KeptClient | undefined> {
  const [row] = await sql<KeptClient>`
    select id as "clientId", name, kind, secret_hash as "secretHash", roles,
      redirect_uris as "redirectUris", post_logout_redirect_uris as "postLogoutRedirectUris",
      backchannel_logout_uri as "backchannelLogoutUri", first_party as "firstParty",
      created_at as "createdAt"
    from identity.client where id = ${id}`
  return row
}

/** All of them, oldest first: there are as many as applications. */
export function listClients(sql: Sql): Promise<Client[]> {
  return sql<Client>`
    select id as "clientId", name, kind, roles, redirect_uris as "redirectUris",
      post_logout_redirect_uris as "postLogoutRedirectUris",
      backchannel_logout_uri as "backchannelLogoutUri", first_party as "firstParty",
      created_at as "createdAt"
    from identity.client order by id limit 1000`
}

/** False when there was none. */
export async function deleteClient(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql`delete from identity.client where id = ${id} returning id`
  return rows.length === 1
}
