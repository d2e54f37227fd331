import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { inflateRawSync } from 'node:zlib'

import * as samlify from 'samlify'

import { Browser } from '../testing/browser.ts'
import { freePort, type ProviderProcess, startProvider } from '../testing/start-provider.ts'

samlify.setSchemaValidator({ validate: async () => 'not looked at by who issues' })

const issuer = 'https://idp.company.example'
const opened = new AsyncDisposableStack()
let shop: ProviderProcess
let idp: ReturnType<typeof samlify.IdentityProvider>
let stranger: typeof idp
before(async () => {
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'saml-')), (made) =>
    rm(made, { recursive: true }),
  )
  idp = await identityProvider(folder, 'idp')
  stranger = await identityProvider(folder, 'stranger')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const browser = { sameSite: 'lax', idleSeconds: 1_800, absoluteSeconds: 43_200 } as const
  shop = opened.use(
    await startProvider(
      { browser, singleSignOn: { company: 'saml' } },
      {
        ...{ PORT: String(port), PUBLIC_URL: url },
        SSO_COMPANY_ISSUER: issuer,
        SSO_COMPANY_ENTRY_POINT: `${issuer}/sso`,
        SSO_COMPANY_CERTIFICATE_FILE: join(folder, 'idp.pem'),
        SSO_COMPANY_EMAIL_DOMAINS: 'company.example',
      },
    ),
  )
})
after(() => opened.disposeAsync())

/** An identity provider with keys of its own; openssl makes the certificate. */
async function identityProvider(folder: string, name: string) {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const subject = ['-subj', `/CN=${name}`, '-days', '2']
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      ...subject,
    ],
    { stdio: 'ignore' },
  )
  return samlify.IdentityProvider({
    entityID: issuer,
    privateKey: await readFile(key, 'utf8'),
    signingCert: await readFile(certificate, 'utf8'),
    isAssertionEncrypted: false,
    requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    nameIDFormat: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
    singleSignOnService: [
      { Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: `${issuer}/sso` },
    ],
    loginResponseTemplate: {
      context: samlify.SamlLib.defaultLoginResponseTemplate.context,
      attributes: [
        {
          name: 'email',
          nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
          valueXsiType: 'xs:string',
          valueTag: 'user.email',
        },
      ],
    },
  })
}

interface Said {
  readonly subject?: string
  readonly email?: string
  readonly audience?: string
  readonly inResponseTo?: string
  /** How long ago it ends. */
  readonly expiredSeconds?: number
  readonly by?: typeof idp
}

interface Attempted {
  readonly browser: Browser
  readonly requestId: string
  readonly state: string
}

/** A browser that was sent to the identity provider. */
async function begin(): Promise<Attempted> {
  const browser = new Browser(shop.url)
  const sent = new URL((await browser.get(`${shop.url}/sso/company`)).url)
  const request = Buffer.from(sent.searchParams.get('SAMLRequest') ?? '', 'base64')
  const requestId = / ID="([^"]+)"/.exec(String(inflateRawSync(request)))?.[1] ?? ''
  return { browser, requestId, state: sent.searchParams.get('RelayState') ?? '' }
}

/** The response to it as XML, signed unless told otherwise. */
async function responseTo({ requestId }: Pick<Attempted, 'requestId'>, said: Said = {}) {
  const entityId = `${shop.url}/sso/company`
  const sp = samlify.ServiceProvider({
    entityID: entityId,
    wantAssertionsSigned: true,
    assertionConsumerService: [
      {
        Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
        Location: `${entityId}/callback`,
      },
    ],
  })
  const lifeSeconds = said.expiredSeconds === undefined ? 60 : -said.expiredSeconds
  const ends = new Date(Date.now() + lifeSeconds * 1_000)
  const now = new Date().toISOString()
  const id = () => `_${crypto.randomUUID()}`
  const tags: Record<string, string> = {
    ID: id(),
    AssertionID: id(),
    Destination: `${entityId}/callback`,
    Audience: said.audience ?? entityId,
    SubjectRecipient: `${entityId}/callback`,
    AssertionConsumerServiceURL: `${entityId}/callback`,
    NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    NameID: said.subject ?? 'ada',
    Issuer: issuer,
    IssueInstant: now,
    StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
    ConditionsNotBefore: new Date(Date.now() - 60_000).toISOString(),
    ConditionsNotOnOrAfter: ends.toISOString(),
    SubjectConfirmationDataNotOnOrAfter: ends.toISOString(),
    InResponseTo: said.inResponseTo ?? requestId,
    AuthnStatement: '',
    attrUserEmail: said.email ?? 'ada@company.example',
  }
  const { context } = await (said.by ?? idp).createLoginResponse(
    sp,
    { extract: { request: { id: requestId } } },
    'post',
    {},
    (template) => ({
      id: tags.ID ?? '',
      context: samlify.SamlLib.replaceTagsByValue(template, tags),
    }),
  )
  return String(Buffer.from(context, 'base64'))
}

async function send({ browser, state }: Attempted, xml: string) {
  const form = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: state }
  const foreign = { origin: issuer, 'sec-fetch-site': 'cross-site' }
  const landing = await browser.post(`${shop.url}/sso/company/callback`, form, foreign)
  return { landing, session: browser.cookies.get('session')?.value }
}

async function emailOf(session: string | undefined): Promise<unknown> {
  const headers = { cookie: `session=${session}` }
  return (
    (await (await fetch(`${shop.url}/v1/users/me`, { headers })).json()) as { email?: string }
  ).email
}

describe('signing in at an identity provider of SAML', () => {
  it('opens an account at the first time, and finds it by the name there from then on', async () => {
    const attempt = await begin()
    const { session } = await send(attempt, await responseTo(attempt))
    assert.equal(await emailOf(session), 'ada@company.example')
    const again = await begin()
    const renamed = await send(again, await responseTo(again, { email: 'new@company.example' }))
    assert.equal(await emailOf(renamed.session), 'ada@company.example')
  })

  it('believes no address outside of its domains', async () => {
    const attempt = await begin()
    const said = { subject: 'mal', email: 'ceo@other.example' }
    const { landing, session } = await send(attempt, await responseTo(attempt, said))
    assert.deepEqual([landing.status, session], [403, undefined])
  })

  it('takes a response once, and from no other browser', async () => {
    const attempt = await begin()
    const xml = await responseTo(attempt)
    const other = await begin()
    assert.equal((await send(other, xml)).landing.status, 403)
    assert.equal(
      (await send({ ...attempt, browser: new Browser(shop.url) }, xml)).landing.status,
      400,
    )
    const cookie = attempt.browser.cookies.get('sso')?.value ?? ''
    const { session } = await send(attempt, xml)
    assert.ok(session)
    const thief = new Browser(shop.url)
    thief.setCookie('sso', cookie)
    const repeated = await send({ ...attempt, browser: thief }, xml)
    assert.deepEqual([repeated.landing.status, repeated.session], [403, undefined])
  })
})

const signature = /<ds:Signature[\s\S]*?<\/ds:Signature>/g
const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/

/** What somebody may try → the response they send; made from a good one. */
const attacks: Record<string, (attempt: Attempted) => Promise<string>> = {
  'for another audience': (attempt) => responseTo(attempt, { audience: 'https://bank.example' }),
  'to another request': (attempt) => responseTo(attempt, { inResponseTo: '_other' }),
  'that was asked for by nobody': (attempt) => responseTo(attempt, { inResponseTo: '' }),
  'that has expired': (attempt) => responseTo(attempt, { expiredSeconds: 30 }),
  'signed by a stranger in the issuer’s name': (attempt) => responseTo(attempt, { by: stranger }),
  'without a signature': async (attempt) => (await responseTo(attempt)).replace(signature, ''),
  'changed after it was signed': async (attempt) =>
    (await responseTo(attempt)).replace('>ada<', '>root<'),
  'with a forged assertion before the signed one': async (attempt) => {
    const xml = await responseTo(attempt)
    return xml.replace(assertion, (good) => `${forge(good)}${good}`)
  },
  'with a forged assertion after the signed one': async (attempt) => {
    const xml = await responseTo(attempt)
    return xml.replace(assertion, (good) => `${good}${forge(good)}`)
  },
  'with the signed assertion wrapped inside a forged one': async (attempt) => {
    const xml = await responseTo(attempt)
    return xml.replace(assertion, (good) =>
      forge(good).replace(
        '</saml:Assertion>',
        `<saml:Advice>${good}</saml:Advice></saml:Assertion>`,
      ),
    )
  },
  'with the signed assertion hidden in an extension': async (attempt) => {
    const xml = await responseTo(attempt)
    return xml.replace(
      assertion,
      (good) => `<samlp:Extensions>${good}</samlp:Extensions>${forge(good)}`,
    )
  },
  'with an entity that expands': async (attempt) =>
    `<!DOCTYPE r [<!ENTITY e "root">]>${(await responseTo(attempt)).replace('>ada<', '>&e;<')}`,
}

/** The same for somebody else, without the signature. */
function forge(good: string): string {
  return good
    .replace(signature, '')
    .replace('>ada<', '>root<')
    .replace(/ ID="[^"]+"/, ' ID="_forged"')
}

describe('a response is refused', () => {
  for (const [what, make] of Object.entries(attacks)) {
    it(what, async () => {
      const attempt = await begin()
      const xml = await make(attempt)
      const { landing, session } = await send(attempt, xml)
      assert.deepEqual([landing.status, session], [403, undefined])
    })
  }
})
