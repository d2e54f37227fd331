import type { FastifyReply } from 'fastify'

import type { Versions } from '../../contract/revision.ts'

/** Request and response header that names a dated version of the contract. */
export const versionHeader = 'api-version'

type Headers = Readonly<Record<string, string>>

/** Builds the headers that say by which version an answer was made, and when that one ends. */
export function versionHeaders(versions: Versions): (asked: string | undefined) => Headers {
  const { known, current } = versions
  const byVersion = new Map(
    known.map((version) => [version as string, headersOf(versions, version)]),
  )
  const present = current === undefined ? {} : headersOf(versions, current)
  // A version that is not known is refused, and there is nothing to say of it.
  return (asked) => (asked === undefined ? present : (byVersion.get(asked) ?? {}))
}

function headersOf({ revisions }: Versions, version: string): Headers {
  const ending = revisions.find(({ from }) => from >= version)
  return {
    [versionHeader]: version,
    ...(ending ? endHeaders(ending) : {}),
  }
}

/** When something ends, as ISO dates. */
export interface End {
  readonly deprecatedSince?: string
  readonly sunset?: string
}

/** Deprecation (RFC 9745): a structured date, in seconds. Sunset (RFC 8594): an HTTP date. */
export function endHeaders({ deprecatedSince, sunset }: End): Headers {
  return {
    ...(deprecatedSince ? { deprecation: `@${Date.parse(deprecatedSince) / 1_000}` } : {}),
    ...(sunset ? { sunset: new Date(sunset).toUTCString() } : {}),
  }
}

/** Adds what an answer depends on to what it is already said to. */
export function varyOn(reply: FastifyReply, header: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', before === undefined ? header : `${String(before)}, ${header}`)
}
