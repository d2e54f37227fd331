import { citeLoad, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { callersOf } from './callers.ts'

/** How programs of others prove who they are. */
export const programs: Question = {
  key: 'identity.programs',
  area: 'security',
  question: 'How do programs of others prove who they are?',
  weights: { ease: 3, strength: 2, scopes: 1 },
  varies: [],
  choices: (_, chosen) => ({
    auth: { authn: [chosen.startsWith('API keys') ? 'api-key' : wordOf(chosen)] },
  }),
  judge: ({ signals }) => {
    const fine = signals.any('permissions', 'many-services')
    return [
      {
        name: 'API keys, hashed and rotated',
        scores: { ease: 1, strength: 0.6, scopes: fine ? 0 : 0.6 },
      },
      { name: 'OAuth client credentials', scores: { ease: 0.7, strength: 0.8, scopes: 1 } },
      {
        name: 'client certificates, mutual TLS',
        scores: { ease: 0.3, strength: 1, scopes: 0.5 },
      },
      {
        name: 'a user name and password',
        scores: { ease: 1, strength: 0.2, scopes: 0.2 },
        ruledOut: 'a program cannot be asked again, so the password would stand in its source',
      },
    ]
  },
  explain: (situation, chosen) => {
    const days = figure('key.rotation')
    const names = callersOf(situation).programs.join(', ')
    return {
      answer: chosen.startsWith('API keys')
        ? `A key of 256 random bits for each program of ${names}, of which only a hash is kept; two at a time, so that one is renewed every ${days} days without a break`
        : `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)} for ${names}; secrets are renewed every ${days} days`,
      because: [
        {
          text: `Programs call it${said(situation)}, part of ${frequency(situation.totals.publicCallsPerSecond, 'calls')}; a key is 1 header to send and 1 hash to look up`,
          from: citeLoad(situation),
        },
        {
          text: `Access keys older than ${days} days fail an audit by the published benchmark`,
          from: ['key.rotation'],
        },
      ],
      consequences: [
        'A key shows its prefix and owner, so a leaked one is found by scanners and revoked at once',
        'Each has scopes, a quota of its own and the time of its last use; one not used for 90 days is shut',
        'It is sent in the Authorization header over TLS and never in an address, which lands in logs',
      ],
    }
  },
}

const said = (situation: Situation) =>
  situation.signals.any('program-clients') ? ` (${quote(situation, 'program-clients')})` : ''

const wordOf = (chosen: string) => (chosen.startsWith('OAuth') ? 'jwt-oidc' : 'mtls')

/** How devices prove who they are. */
export const devices: Question = {
  key: 'identity.devices',
  area: 'security',
  question: 'How does a device prove who it is?',
  weights: { strength: 3, ease: 2 },
  varies: [],
  choices: (_, chosen) => ({
    auth: { authn: [chosen.startsWith('a certificate') ? 'mtls' : 'api-key'] },
  }),
  judge: ({ signals }) => {
    const cheap = signals.any('proof-of-concept', 'low-cost', 'one-machine')
    return [
      {
        name: 'a certificate for each device, mutual TLS',
        scores: { strength: 1, ease: cheap ? 0.2 : 0.6 },
      },
      { name: 'a key for each device', scores: { strength: 0.7, ease: 0.9 } },
      {
        name: 'one key for all devices',
        scores: { strength: 0.1, ease: 1 },
        ruledOut: outIf(true, () => 'one device taken apart would open all of them'),
      },
    ]
  },
  explain: (situation, chosen) => {
    const names = callersOf(situation).devices.join(', ')
    const count = situation.brief.actors.reduce(
      (sum, { clients, count: of = 0 }) => sum + (clients.includes('device') ? of : 0),
      0,
    )
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}, made for each of ${count > 0 ? `${show(count)} devices` : names} when it is set up; one stolen device is 1 entry on the list of the revoked`,
      because: [
        {
          text: `A device stands where anybody may open it (${quote(situation, 'device-clients')}): what it holds may open no more than 1 of them`,
          from: citeLoad(situation),
        },
      ],
      consequences: [
        'The private key is made on the device and never leaves it; a claim certificate is good for enrolling only',
        'A device may write under its own id and read its own settings, nothing else',
        'Certificates are renewed at half their life, spread over the fleet by the hash of the id',
      ],
    }
  },
}
