import { builtIn } from '../../contract/failure.ts'

/** A page as paged queries answer. */
interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor: string | null
}

export interface PageRequest {
  readonly first: number
  readonly after: string | undefined
  /** Most items of one page. */
  readonly most: number
}

export interface Connection {
  readonly edges: readonly { readonly node: unknown; readonly cursor: string }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/**
 * Reads pages as a Relay connection. A page knows the cursor behind its last item only, and each edge needs one:
 * "3.abc" is three items behind the cursor "abc", "3." three behind the beginning, "0.def" right behind "def".
 */
export async function readConnection(
  { first, after, most }: PageRequest,
  read: (page: { limit: number; cursor?: string }) => Promise<unknown>,
): Promise<Connection> {
  if (!Number.isInteger(first) || first < 1 || first > most) {
    throw builtIn('INVALID_INPUT', { says: `first is from 1 to ${most}.` })
  }
  let { skip, cursor } = positionOf(after, most)
  const edges: { node: unknown; cursor: string }[] = []
  let more = true
  while (more && edges.length < first) {
    const limit = Math.min(most, skip + first - edges.length)
    const page = (await read({ limit, ...(cursor ? { cursor } : {}) })) as Page // a paged query's output
    const start = cursor
    page.items.slice(skip).forEach((node, index, { length }) => {
      const isLast = index === length - 1 && page.nextCursor !== null
      const place = isLast ? `0.${page.nextCursor}` : `${skip + index + 1}.${start}`
      edges.push({ node, cursor: place })
    })
    more = page.nextCursor !== null
    cursor = page.nextCursor ?? ''
    skip = 0
  }
  return {
    edges,
    pageInfo: {
      hasNextPage: more,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** @param after as an edge gave it; absent: the beginning */
function positionOf(after: string | undefined, most: number): { skip: number; cursor: string } {
  if (after === undefined) return { skip: 0, cursor: '' }
  const [, count, cursor = ''] = /^(\d{1,3})\.(.*)$/.exec(after) ?? []
  const skip = Number(count ?? Number.NaN)
  if (skip <= most) return { skip, cursor }
  throw builtIn('INVALID_INPUT', { says: 'The cursor cannot be read; use one as it was given.' })
}
