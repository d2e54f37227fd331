import { hash } from 'node:crypto'

/** Digests of a body that are believed (RFC 9530 §5); the others of its table are broken. */
const algorithms = { 'sha-256': 'sha256', 'sha-512': 'sha512' } as const

/** The field Content-Digest of a body. */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${hash('sha256', body, 'base64')}:`
}

/** Whether all that a field Content-Digest says in algorithms we know is so, and it says anything. */
export function isDigestOf(field: string, body: Uint8Array): boolean {
  const said = [...field.matchAll(/(?:^|,) *(sha-256|sha-512)=:([A-Za-z0-9+/=]*):/g)]
  return (
    said.length > 0 &&
    said.every(([, name, digest]) => {
      const algorithm = algorithms[name as keyof typeof algorithms] // the pattern knows no others
      return hash(algorithm, body, 'base64') === digest
    })
  )
}
