import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { refusal } from './refusal.ts'

/** Where the text of a request's document comes from. */
export interface DocumentRequest {
  readonly query?: string | undefined
  /** "sha256:<hex>", as the GraphQL-over-HTTP specification's appendix on persisted documents names it. */
  readonly documentId?: string | undefined
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

export interface DocumentsParts {
  /** Texts that clients were built with. */
  readonly trusted: readonly string[]
  /**
   * `any`: clients write their own, and may have one remembered by its hash (automatic persisted queries).
   * `trusted`: only those they were built with.
   */
  readonly allowed: 'any' | 'trusted'
}

/** The document that a request names or brings, or throws a Refusal. */
export type FindDocument = (request: DocumentRequest) => string

/** Characters of the documents that clients had remembered. */
const rememberedCharacters = 4_000_000

export function createDocuments({ trusted, allowed }: DocumentsParts): FindDocument {
  const known = new Map(trusted.map((text) => [sha256(text), text]))
  const remembered = new LRUCache<string, string>({
    maxSize: rememberedCharacters,
    sizeCalculation: (text) => text.length + 1,
  })
  return (request) => {
    const hash = hashOf(request)
    const { query } = request
    const found = hash === undefined ? undefined : (known.get(hash) ?? remembered.get(hash))
    if (found !== undefined) return found
    if (allowed === 'trusted') return trustedOf(known, query)
    if (query === undefined) {
      if (hash === undefined) throw refusal('BAD_REQUEST', 'Send a query or a documentId.', 400)
      throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
    }
    if (hash !== undefined) remember(remembered, hash, query)
    return query
  }
}

/** A client that has not learnt of hashes may send the whole text, if it is one of those it was built with. */
function trustedOf(known: ReadonlyMap<string, string>, query: string | undefined): string {
  if (query !== undefined && known.has(sha256(query))) return query
  throw refusal('DOCUMENT_NOT_ALLOWED', 'Only documents that clients were built with are run here.')
}

function remember(remembered: LRUCache<string, string>, hash: string, query: string): void {
  if (sha256(query) !== hash) {
    throw refusal('BAD_REQUEST', 'The hash is not the SHA-256 of the query.', 400)
  }
  remembered.set(hash, query)
}

/** The hash in either of the two spellings that clients use. */
function hashOf({ documentId, extensions }: DocumentRequest): string | undefined {
  if (documentId !== undefined)
    return /^(?:sha256:)?([0-9a-f]{64})$/.exec(documentId)?.[1] ?? documentId
  const persisted = extensions?.persistedQuery as { sha256Hash?: unknown } | null | undefined
  return typeof persisted?.sha256Hash === 'string' ? persisted.sha256Hash : undefined
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
