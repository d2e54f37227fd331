/** Who somebody is elsewhere, as a trusted issuer said just now. */
export interface OutsidePerson {
  readonly issuer: string
  readonly subject: string
  /** Only what the issuer has verified, or decides about; null: none. */
  readonly email: string | null
  readonly name: string | null
  /** By what they signed in there (RFC 8176), as far as it said. */
  readonly methods: string[]
  /** Names the proof where it is one that may be sent twice. */
  readonly proofId?: string
}

/** A way to sign in elsewhere. */
export interface Connection {
  readonly name: string
  readonly protocol: 'oidc' | 'saml'
  /** Where a browser is sent. */
  begin(attempt: Attempt): Promise<URL>
  /** Who came back. Throws {@link NotProven} for what proves nothing. */
  finish(answer: Answer, attempt: Attempt): Promise<OutsidePerson>
}

/** What binds an answer to the browser that asked: each is made of a secret that stands in its cookie alone. */
export interface Attempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly requestId: string
}

export interface Answer {
  /** With its query. */
  readonly url: URL
  readonly form: Readonly<Record<string, string>>
}

/** What came back does not prove who somebody is; the cause is for our log. */
export class NotProven extends Error {
  override name = 'NotProven'
}
