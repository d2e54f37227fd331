import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a browser sent this from a page of ours, and no other site had it sent (CSRF). By Fetch Metadata, which a page
 * cannot forge; by Origin where a browser is too old for that. False when neither is there: then it was no browser.
 * @param origins scheme, name and port of our pages
 */
export function isFromOwnPage(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (origin !== undefined && !origins.includes(origin)) return false
  return site === undefined ? origin !== undefined : site === 'same-origin' || sent(site, origin)
}

/** A page of another origin of ours, such as the front end's own name, names itself by Origin. */
function sent(site: string | string[], origin: string | undefined): boolean {
  return site === 'same-site' && origin !== undefined
}
