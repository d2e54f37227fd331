import type { Case } from './temporary-review.ts'

const server = (text: string) => ({ 'server/orders.ts': text })

// Written in two parts, so that no scanner takes the planted key for a real one.
const plantedKey = ['AKIA', 'QZ7XW4NPLM2RT6VB'].join('')

export const sourceCases: Readonly<Record<string, Case>> = {
  'fast-password-hash': {
    planted: server(
      `import { createHash } from 'node:crypto'\nexport const keep = (password) => createHash('sha256').update(password).digest('hex')`,
    ),
    clean: server(
      `import { createHash } from 'node:crypto'\nexport const tag = (body) => createHash('sha256').update(body).digest('hex')`,
    ),
  },
  'own-cipher': {
    planted: server(
      `export function encrypt(text, key) { return [...text].map((c, i) => c.charCodeAt(0) ^ key.charCodeAt(i % key.length)) }`,
    ),
    clean: server(
      `import { createCipheriv } from 'node:crypto'\nexport function encrypt(text, key, nonce) { return createCipheriv('aes-256-gcm', key, nonce).update(text) }`,
    ),
  },
  'broken-cipher': {
    planted: server(
      `import { createCipheriv } from 'node:crypto'\nexport const hide = (text, key) => createCipheriv('aes-256-ecb', key, null).update(text)`,
    ),
    clean: server(
      `import { createCipheriv } from 'node:crypto'\nexport const hide = (text, key, nonce) => createCipheriv('aes-256-gcm', key, nonce).update(text)`,
    ),
  },
  'guessable-token': {
    planted: server(
      `export function resetToken() { let result = ''\n for (let i = 0; i < 9; i++) result += Math.random().toString(36)\n return result }`,
    ),
    clean: server(
      `import { randomUUID } from 'node:crypto'\nexport const resetToken = () => randomUUID()\nexport const delay = () => Math.random() * 100`,
    ),
  },
  'secret-in-code': {
    planted: server(`export const client = connect('${plantedKey}')`),
    clean: server('export const client = connect(process.env.AWS_ACCESS_KEY_ID)'),
  },
  'missing-timeout': {
    planted: server(`export const ask = () => fetch('https://rates.example/eur')`),
    clean: server(
      `export const ask = () => fetch('https://rates.example/eur', { signal: AbortSignal.timeout(2_000) })`,
    ),
  },
  'retry-without-idempotency': {
    planted: server(
      `export const pay = (signal) => pRetry(() => fetch('https://pay.example/charges', { method: 'POST', signal }))`,
    ),
    clean: server(
      `export const pay = (signal, key) => pRetry(() => fetch('https://pay.example/charges', { method: 'POST', headers: { 'Idempotency-Key': key }, signal }))`,
    ),
  },
  'query-in-loop': {
    planted: server(
      `export async function load(db, ids) { for (const id of ids) await db.query('select 1', [id]) }`,
    ),
    clean: server(
      `export const load = (db, ids) => db.query('select * from orders where id = any($1)', [ids])`,
    ),
  },
  'remote-call-in-loop': {
    planted: server(
      `export const load = (ids, signal) => Promise.all(ids.map((id) => fetch('https://stock.example/' + id, { signal })))`,
    ),
    clean: server(
      `export const load = (ids, signal) => fetch('https://stock.example/?ids=' + ids.join(), { signal })`,
    ),
  },
  'cache-without-end': {
    planted: server(
      `import Redis from 'ioredis'\nexport const cacheProduct = (redis, id, text) => redis.set('cache:' + id, text)\nexport async function cache(redis, id, text) { await redis.set(\`cache:\${id}\`, text) }`,
    ),
    clean: server(
      `import Redis from 'ioredis'\nexport async function cache(redis, id, text) { await redis.set(\`cache:\${id}\`, text, 'EX', 60) }`,
    ),
  },
  'endless-memory-cache': {
    planted: server(
      `const userCache = new Map()\nexport async function load(userId) { userCache.set(userId, await read(userId)) }`,
    ),
    clean: server(
      `const userCache = new Map()\nexport async function load(userId) { userCache.set(userId, await read(userId)) }\nexport const forget = (userId) => userCache.delete(userId)`,
    ),
  },
  'request-in-log': {
    planted: server('export const handle = (req) => console.log(req.body)'),
    clean: server('export const handle = (req) => console.log(req.id)'),
  },
}
