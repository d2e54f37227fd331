import type { Profile, SAML } from '@node-saml/node-saml'

import { type Attempt, type Connection, NotProven } from './connection.ts'

export interface SamlSettings {
  readonly name: string
  /** Where assertions are sent. */
  readonly callbackUrl: string
  /** What we are called there: their audience. */
  readonly entityId: string
  readonly issuer: string
  readonly entryPoint: string
  /** PEM. */
  readonly certificate: string
  /** Domains whose addresses are this issuer's to give. */
  readonly emailDomains: readonly string[]
}

const clockSkewMs = 5_000
/** An assertion that is older is refused, whatever it says itself. */
const oldestMs = 300_000

/** Signs people in at an identity provider of SAML 2.0: only what is signed inside a signed assertion that answers our request. */
export function samlConnection(settings: SamlSettings): Connection {
  const { name, issuer } = settings
  return {
    name,
    protocol: 'saml',
    async begin(attempt) {
      const saml = await openSaml(settings, attempt)
      return new URL(await saml.getAuthorizeUrlAsync(attempt.state, undefined, {}))
    },
    async finish({ form }, attempt) {
      if (form.RelayState !== attempt.state) throw new NotProven('RelayState is of another browser')
      const profile = await profileOf(await openSaml(settings, attempt), form)
      const { nameID: subject, nameIDFormat: format } = profile
      if (!subject || format?.endsWith(':transient')) {
        throw new NotProven('the issuer gives people no lasting name')
      }
      return {
        issuer,
        subject,
        email: emailOf(profile, settings.emailDomains),
        name: textOf(profile.displayName),
        methods: [],
        proofId: assertionIdOf(profile),
      }
    },
  }
}

async function profileOf(saml: SAML, form: Readonly<Record<string, string>>): Promise<Profile> {
  try {
    const { SAMLResponse = '' } = form
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse })
    if (profile) return profile
  } catch (cause) {
    throw new NotProven('the response of the issuer proves nothing', { cause })
  }
  throw new NotProven('the response holds no assertion')
}

/** One for each attempt, because it takes the answer to that one request only. */
async function openSaml(settings: SamlSettings, { requestId }: Attempt): Promise<SAML> {
  // Here, because only a process that is told of such an issuer needs it.
  const { SAML: Saml, ValidateInResponseTo } = await import('@node-saml/node-saml')
  // A time is asked for; how old an answer may be is bounded by its own.
  const isOurs = async (id: string | null) => (id === requestId ? new Date().toISOString() : null)
  return new Saml({
    callbackUrl: settings.callbackUrl,
    entryPoint: settings.entryPoint,
    issuer: settings.entityId,
    audience: settings.entityId,
    idpCert: settings.certificate,
    idpIssuer: settings.issuer,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false, // what counts is inside the assertion
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: async (id) => ({ value: id, createdAt: 0 }),
      getAsync: isOurs,
      removeAsync: isOurs,
    },
    generateUniqueId: () => requestId,
    acceptedClockSkewMs: clockSkewMs,
    maxAssertionAgeMs: oldestMs,
    disableRequestedAuthnContext: true,
    identifierFormat: null,
  })
}

const emailAttributes = [
  'email',
  'mail',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
]

/** An address only where the issuer is the one to say whose it is. */
function emailOf(profile: Profile, domains: readonly string[]): string | null {
  const email = emailAttributes.map((name) => textOf(profile[name])).find((one) => one !== null)
  const domain = email?.split('@').at(-1)?.toLowerCase()
  return email && domain && domains.includes(domain) ? email : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function assertionIdOf({ getAssertion }: Profile): string {
  const { Assertion } = (getAssertion?.() ?? {}) as { Assertion?: { $?: { ID?: unknown } } }
  const id = Assertion?.$?.ID
  if (typeof id !== 'string') throw new NotProven('the assertion has no id')
  return id
}
