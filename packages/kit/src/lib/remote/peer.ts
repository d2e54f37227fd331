import type { PeerCertificate } from 'node:tls'

/**
 * The process that a certificate is for: its one address `spiffe://<trust domain>/<process>` (SPIFFE X.509-SVID §2).
 * Undefined for one of another domain, or with several addresses. Whether it is believed is TLS's to say.
 */
export function processIn(
  { subjectaltname = '' }: Pick<PeerCertificate, 'subjectaltname'>,
  trustDomain: string,
): string | undefined {
  const uris = subjectaltname
    .split(/, (?=[A-Za-z ]+:)/)
    .flatMap((name) => (name.startsWith('URI:') ? [name.slice('URI:'.length)] : []))
  const prefix = `spiffe://${trustDomain}/`
  const [uri] = uris
  if (uri === undefined || uris.length > 1 || !uri.startsWith(prefix)) return undefined
  return uri.slice(prefix.length)
}
