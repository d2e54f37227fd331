import { httpbis } from 'http-message-signatures'

/** A request, as far as it can be signed. */
export interface SignedMessage {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[]>>
}

/** What a request says of its signature, not yet checked. */
export interface ReadSignature {
  /** What was signed (RFC 9421 §2.5). */
  readonly base: Buffer
  readonly signature: Buffer
  readonly keyId: string | undefined
  readonly nonce: string | undefined
  /** Seconds since 1970. */
  readonly created: number | undefined
  readonly expires: number | undefined
  /** Whether a component is signed, whole. */
  covers(component: string): boolean
}

/** Reads the one signature of a request (RFC 9421). Throws Error when it has none, several, or one that cannot be read. */
export async function readSignature({
  method,
  url,
  headers,
}: SignedMessage): Promise<ReadSignature> {
  const found: ReadSignature[] = []
  const keyLookup = async (parameters: object) => ({
    verify: async (base: Buffer, signature: Buffer) => {
      found.push(describe(base, signature, parameters))
      return true
    },
  })
  const message = { method, url, headers: { ...headers } }
  await httpbis.verifyMessage({ keyLookup, tolerance: anyTime, notAfter: Infinity }, message)
  const [first, ...others] = found
  if (!first || others.length > 0) throw new Error(`${found.length} signatures`)
  return first
}

/** Whether it is the time for it is not for the library to say: it has a clock of its own. */
const anyTime = Number.MAX_SAFE_INTEGER

function describe(base: Buffer, signature: Buffer, parameters: object): ReadSignature {
  const said = parameters as Readonly<Record<string, unknown>>
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const seconds = (value: unknown) => (typeof value === 'number' ? value : undefined)
  const lines = base.toString().split('\n')
  return {
    base,
    signature,
    keyId: text(said.keyid),
    nonce: text(said.nonce),
    // The library makes a Date of this one only.
    created: said.created instanceof Date ? said.created.getTime() / 1_000 : undefined,
    expires: seconds(said.expires),
    covers: (component) => lines.some((line) => line.startsWith(`"${component}": `)),
  }
}
