import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a browser sent this from a page of ours, and no other site had it sent (CSRF). By Fetch Metadata, which no page
 * can forge, and by Origin where a browser is too old for that. False when neither is there.
 * @param origin scheme, name and port of our pages
 */
export function isFromOwnPage(headers: IncomingHttpHeaders, origin: string): boolean {
  if (headers.origin !== undefined && headers.origin !== origin) return false
  const site = headers['sec-fetch-site']
  return site === undefined ? headers.origin === origin : site === 'same-origin'
}
