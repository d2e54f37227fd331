import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** How people prove who they are. */
export const tokens: Question = {
  key: 'identity.tokens',
  area: 'security',
  question: 'How do people prove who they are?',
  weights: { revocation: 2, cost: 2, reach: 1, simplicity: 1 },
  varies: [],
  choices: (_, chosen) => ({
    auth: { authn: [chosen.startsWith('server sessions') ? 'session' : 'jwt-oidc'] },
  }),
  judge: ({ signals }) => {
    // Beside one machine there is no other that would have to know the session.
    const pages = signals.any('server-pages', 'one-machine')
    const several = signals.any('mobile-clients', 'many-client-kinds', 'many-services')
    return [
      {
        name: 'short JWT with rotating refresh tokens',
        // Pages from a server have nowhere to keep a token but a cookie, which then is a session by another name.
        scores: { revocation: 0.8, cost: 1, reach: 1, simplicity: pages ? 0.3 : 0.7 },
      },
      {
        name: 'server sessions',
        scores: { revocation: 1, cost: 0.6, reach: pages && !several ? 1 : 0.5, simplicity: 0.9 },
      },
      {
        name: 'long-lived JWT',
        scores: { revocation: 0, cost: 1, reach: 1, simplicity: 1 },
        ruledOut: `a stolen token could be used past the ${duration(3600)} that published practice allows`,
      },
      {
        name: 'API keys',
        scores: { revocation: 0.8, cost: 0.6, reach: 0.4, simplicity: 1 },
        ruledOut: 'people sign in with passwords; keys are for programs',
      },
    ]
  },
  explain: (situation, chosen) =>
    chosen === 'server sessions' ? explainSessions(situation) : explainTokens(situation),
}

function explainTokens(situation: Situation) {
  const rate = signedIn(situation)
  const life = figure('token.life')
  return {
    answer: `ES256 tokens of ${duration(life)} verified in place, renewed by single-use refresh tokens of 30 days`,
    because: [
      {
        text: `${show(rate)} signed-in calls/s would each ask the session table; verifying a signature costs ${figure('work.verify.app')} ms of our own processor`,
        from: [...citeLoad(situation), 'work.verify.app'],
      },
      {
        text: `A revoked account stays usable for ${duration(life)} at most; published lives range from 1 min to 1 h`,
        from: ['token.life'],
      },
    ],
    consequences: [
      'Web and mobile clients sign in by the authorization code flow with PKCE; no client keeps a secret',
      'A refresh token is used once; a second use revokes its whole family and tells the owner',
      'A browser keeps the refresh token in an HttpOnly cookie with SameSite=Strict, the access token in memory only',
      'Keys are published as JWKS with two in rotation; other services verify without asking',
      'Where 10 minutes are too long, the operation asks for a fresh sign-in',
    ],
  }
}

function explainSessions(situation: Situation) {
  const idle = duration(figure('session.idle'))
  const most = duration(figure('session.absolute'))
  return {
    answer: `A random session id of 256 bits in a cookie, kept hashed in the database: it ends after ${idle} without use and after ${most} in any case`,
    because: [
      {
        text: `The server renders the pages (${quote(situation, 'server-pages')}), so one site is the only client; ${show(signedIn(situation))} signed-in calls/s are 1 indexed read each`,
        from: citeLoad(situation),
      },
      {
        text: `Signing out or blocking an account holds from the next call on; a token would stay good for up to ${duration(figure('token.life'))}`,
        from: ['token.life', 'session.idle', 'session.absolute'],
      },
    ],
    consequences: [
      'The cookie is HttpOnly, Secure and SameSite=Lax with the __Host- prefix; the id changes at sign-in and when rights change',
      'Forms carry a token against forged requests; commands are never GET',
      'A mobile client or a partner would need tokens beside it: then people move to them too',
    ],
  }
}

const signedIn = ({ loads }: Situation) =>
  loads.reduce((sum, { peakPerSecond, work }) => sum + peakPerSecond * work.verifies, 0)

/** Who keeps the accounts and checks the passwords. */
export const provider: Question = {
  key: 'identity.provider',
  area: 'security',
  question: 'Who keeps the accounts and checks the passwords?',
  weights: { fit: 3, simplicity: 2, independence: 1 },
  varies: [],
  judge: ({ signals, brief }) => {
    const federated = signals.any('single-sign-on')
    const unstaffed = signals.any('no-operations-staff', 'idle') || signals.any('asks serverless')
    const fleet = signals.any('many-services', 'asks authentication') && brief.entities.length > 0
    return [
      {
        name: 'our own identity module',
        scores: { fit: 1, simplicity: unstaffed ? 0.4 : 0.9, independence: 1 },
        ruledOut: outIf(federated, () => 'people already have an account elsewhere'),
      },
      {
        name: 'the provider people already have, by OpenID Connect',
        scores: { fit: 1, simplicity: 0.8, independence: 0.5 },
        ruledOut: outIf(
          !federated,
          () => 'no provider is named that everybody has an account with',
        ),
      },
      {
        name: 'an identity service outside',
        scores: { fit: unstaffed || fleet ? 1 : 0.6, simplicity: 0.8, independence: 0.3 },
      },
    ]
  },
  explain: (situation, chosen) => {
    const own = chosen === 'our own identity module'
    const logins = show(situation.totals.loginsPerSecond)
    const sso = situation.signals.any('single-sign-on')
    return {
      answer: own
        ? `Our own module keeps accounts and hashes: ${logins} sign-ins/s at the peak stay within it`
        : `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: we keep its subject id and roles, and 0 passwords`,
      because: [
        {
          text: sso
            ? `The brief says so (${quote(situation, 'single-sign-on')}): an account of ours would be a second password for each person`
            : own
              ? `${logins} sign-ins/s need no service of their own; an outside one would be 1 more dependency in every sign-in`
              : `Nobody is there to keep sign-in running; ${logins} sign-ins/s are a small bill`,
          from: citeLoad(situation),
        },
      ],
      consequences: own
        ? [
            'Second factors by an authenticator (TOTP) with recovery codes; what matters asks for a fresh or stronger sign-in. Recovery by mail and breached passwords are ours to build and keep',
            'It speaks OpenID Connect to the outside, so a provider can take its place without a change for clients',
          ]
        : [
            'The code flow with PKCE, state and nonce; issuer, audience and signature are checked at every sign-in',
            'A provider that speaks only SAML is one word of the wiring; what it signs is read by a library, and only what is signed',
            'An account is known by issuer and subject, never by its mail address, which others may take over',
            'Leaving the organization ends the account here at the next refresh, within 10 minutes; provisioning by SCIM when that is too late',
          ],
    }
  },
}
