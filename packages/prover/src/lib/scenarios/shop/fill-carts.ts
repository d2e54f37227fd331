import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'

import type { Client } from 'pg'

import type { FilledCart, ShopState } from './state.ts'

const LINES = 2

/** Buyers who exist for the saturation only: signed in, each with a filled cart. */
export interface CartFiller {
  /** Fills so many carts, each of another customer; with one of this sku where one is given. */
  fill(count: number, sku?: string): Promise<FilledCart[]>
}

/**
 * A customer has one open cart, and registering thousands of them would hash thousands of passwords. So the
 * carts and their owners' mail addresses are written into the modules' own tables, and the tokens are signed with the key file
 * of this proof, after the pattern of a token the project itself gave out.
 */
export async function createCartFiller(
  database: Pick<Client, 'query'>,
  state: ShopState,
  keysFile: string,
): Promise<CartFiller> {
  const issue = await createTokenPress(keysFile, state.customers[0]?.token ?? '')
  let client = 0
  return {
    async fill(count, sku) {
      const owners = Array.from({ length: count }, () => randomUUID())
      await database.query(
        `insert into notifications.customer (customer_id, email, name)
         select owner, owner || '@example.com', 'Buyer' from unnest($1::text[]) as owner`,
        [owners],
      )
      const { rows } = await database.query<{ id: string; customer_id: string }>(
        `insert into carts.cart (id, customer_id, status, lines, version, updated_at)
         select gen_random_uuid(), owner, 'open', lines, 2, now()
         from unnest($1::text[], $2::jsonb[]) as given (owner, lines)
         returning id, customer_id`,
        [
          owners,
          owners.map((_, index) => JSON.stringify(sku ? { [sku]: 1 } : linesFor(state, index))),
        ],
      )
      return rows.map(({ id, customer_id }) => {
        client += 1
        return { cartId: id, customerId: customer_id, token: issue(customer_id), client }
      })
    },
  }
}

function linesFor({ items }: ShopState, index: number): Record<string, number> {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const item = items[(index * 7 + line * 13) % items.length]
    return [item?.sku ?? '', 1 + (index % 3)] as const
  })
  return Object.fromEntries(lines)
}

/** Signs tokens like the given one, for other subjects. */
async function createTokenPress(
  keysFile: string,
  pattern: string,
): Promise<(subject: string) => string> {
  const [header = '', payload = ''] = pattern.split('.')
  const { kid } = decode(header)
  const claims = decode(payload)
  const { keys } = JSON.parse(await readFile(keysFile, 'utf8')) as { keys: JsonWebKeyWithId[] }
  const jwk = keys.find((key) => key.kid === kid)
  if (!jwk) throw new Error(`${keysFile} lacks the key ${kid} that signed our tokens`)
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return (subject) => signToken(header, { ...claims, sub: subject, jti: randomUUID() }, key)
}

type JsonWebKeyWithId = { kid?: string } & Record<string, string>

function signToken(header: string, claims: object, key: KeyObject): string {
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString() || '{}')
}
