import type { Threat } from '@archwright/model'

import { callersOf } from '../decisions/security/callers.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

type Draft = Omit<Threat, 'id' | 'decision'> & { by: readonly string[] }

/**
 * Follows each flow of data into the system, within it and out of it, and asks what may be done to it on purpose.
 * A row is there only when a decision of this design carries its control.
 */
export function threatsOf(situation: Situation, verdicts: Verdicts): Threat[] {
  const drafts = [
    ...peopleThreats(situation),
    ...programThreats(situation),
    ...deviceThreats(situation),
    ...everyCallThreats(situation, verdicts.id('audit') !== ''),
    ...insideThreats(situation),
    ...outsideThreats(situation),
    ...storeThreats(situation),
  ]
  const carried = drafts.flatMap(({ by, ...rest }) => {
    const decision = by.map((key) => verdicts.id(key)).find((id) => id !== '')
    return decision === undefined ? [] : [{ ...rest, decision }]
  })
  return carried.map((row, index) => ({ id: `T-${String(index + 1).padStart(2, '0')}`, ...row }))
}

const list = (names: readonly string[]) =>
  names.length > 3
    ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
    : names.join(', ')

function peopleThreats(situation: Situation): Draft[] {
  const { people } = callersOf(situation)
  if (people.length === 0) return []
  const flow = `${list(people)} → public interface`
  return [
    {
      flow,
      kind: 'spoofing',
      threat: 'Passwords leaked elsewhere are tried here',
      control:
        'Failures are counted per account and address, hashing has its own bounded pool, breached passwords are refused',
      by: ['identity.passwords', 'identity.provider'],
      test: 'A list of 1,000 wrong passwords for one account: all but the first few are held back, orders go on',
    },
    {
      flow,
      kind: 'spoofing',
      threat: 'A token or cookie is stolen and used again',
      control:
        'It lives for minutes, a refresh token works once, and its second use ends the whole family',
      by: ['identity.tokens'],
      test: 'Use a refresh token twice: both it and its successor are refused',
    },
    {
      flow,
      kind: 'tampering',
      threat: 'Another site makes the browser send a command',
      control: 'SameSite cookies, a header other sites cannot send, a list of origins',
      by: ['edge.browsers'],
      test: 'A form of another origin is posted with the cookie: refused',
    },
    {
      flow,
      kind: 'elevation-of-privilege',
      threat: 'Text that somebody typed runs as a script in another’s browser',
      control: 'Encoded where shown; a content policy that runs our own scripts only',
      by: ['edge.browsers'],
      test: 'Store a script as a name, show it to staff: the policy reports it and nothing runs',
    },
  ]
}

function programThreats(situation: Situation): Draft[] {
  const { programs } = callersOf(situation)
  return programs.length === 0
    ? []
    : [
        {
          flow: `${list(programs)} → public interface`,
          kind: 'spoofing',
          threat: 'A partner’s key lies in a public repository',
          control:
            'A prefix that scanners know, scopes, a quota, two keys at a time so that one can be ended at once',
          by: ['identity.programs'],
          test: 'Revoke one of two keys: its calls are refused from the next on, the other’s go on',
        },
      ]
}

function deviceThreats(situation: Situation): Draft[] {
  const { devices } = callersOf(situation)
  return devices.length === 0
    ? []
    : [
        {
          flow: `${list(devices)} → public interface`,
          kind: 'spoofing',
          threat: 'A device is taken apart and reports for others',
          control: 'One proof for each device, good for its own id only',
          by: ['identity.devices'],
          test: 'Report under another id with a valid proof: refused and counted',
        },
      ]
}

function everyCallThreats({ brief, signals }: Situation, trail: boolean): Draft[] {
  const flow = 'any caller → any operation'
  return [
    {
      flow,
      kind: 'elevation-of-privilege',
      threat: 'A caller asks for the record of another by its id',
      control: 'Ownership stands in the query itself; what is not allowed is denied',
      by: ['identity.authorization'],
      test: `Each of ${brief.operations.length} operations is called as each role, with ids of others`,
    },
    ...(signals.any('tenants', 'own-stamp')
      ? [
          {
            flow,
            kind: 'information-disclosure' as const,
            threat: 'One tenant sees the data of another after a forgotten condition',
            control:
              'The database compares the tenant of row and transaction, whatever the query says',
            by: ['tenants.isolation'],
            test: 'A query without any condition runs as one tenant: only its rows come back',
          },
        ]
      : []),
    {
      flow,
      kind: 'tampering',
      threat: 'A field nobody expected reaches a query, or sets a price or a role',
      control:
        'The schema of the operation refuses what it does not list; SQL takes parameters only',
      by: ['input'],
      test: 'Random and hostile bodies against each operation: 4xx, never 5xx, never an effect',
    },
    {
      flow,
      kind: 'denial-of-service',
      threat: 'One caller takes what is meant for all',
      control: 'A limit for each caller; above the sum of them work is shed by class',
      by: ['limits'],
      test: 'One caller at ten times its limit: it hears 429, the others keep their latency',
    },
    {
      flow: 'the network → balancer',
      kind: 'denial-of-service',
      threat: 'A flood from many addresses, or connections that never finish',
      control:
        'Protection in front of the processes, a bound on the time a request may take to arrive',
      by: ['edge.floods', 'deadlines'],
      test: 'A thousand slow connections: new callers are served',
    },
    {
      flow,
      kind: 'repudiation',
      threat: 'Somebody denies what was done in their name',
      control: trail
        ? 'An append-only trail in the transaction of the act'
        : 'The caller and the key of the request are kept with each effect, and in its log line',
      by: trail ? ['audit'] : ['consistency.idempotency', 'observability.logs'],
      test: 'Each command leaves who, what and when, also when it fails after its effect',
    },
  ]
}

function insideThreats({ modules }: Situation): Draft[] {
  return [
    {
      flow: `${list(modules)} → one another`,
      kind: 'spoofing',
      threat: 'A service that was broken into speaks for others',
      control:
        'Each proves its own name, passes the caller on, and is allowed operation by operation',
      by: ['identity.services'],
      test: 'Call each internal operation as each other service: only listed pairs are served',
    },
    {
      flow: 'engineers → production',
      kind: 'elevation-of-privilege',
      threat: 'A secret in the repository or a log opens the system',
      control: 'Secrets come from the platform, are renewed, and are cut from log lines by name',
      by: ['secrets'],
      test: 'The repository and all logs of the test run are searched for the test secrets',
    },
    {
      flow: 'dependencies → image',
      kind: 'tampering',
      threat: 'A package brings foreign code along',
      control: 'Exact versions and hashes, no install scripts, the image scanned and signed',
      by: ['pipeline'],
      test: 'A package with a known hole and an image without signature: both stop the pipeline',
    },
  ]
}

function outsideThreats({ brief, signals }: Situation): Draft[] {
  return [
    ...brief.dependencies.map(
      ({ name }): Draft => ({
        flow: `system → ${name}`,
        kind: 'denial-of-service',
        threat: `${name} is slow and holds every connection`,
        control: 'Timeout, bounded places, breaker',
        by: [`resilience.${name}`],
        test: `A double of ${name} that never answers: other operations keep their latency`,
      }),
    ),
    ...(signals.any('payments', 'subscriptions')
      ? [
          {
            flow: 'payment provider → webhook',
            kind: 'spoofing' as const,
            threat: 'A forged message says that an order is paid',
            control:
              'The signature is checked on the raw body, and the provider is asked before anything is shipped',
            by: ['payments.isolation'],
            test: 'A message with a wrong, an old and a repeated signature: no effect',
          },
        ]
      : []),
    ...(signals.any('webhooks', 'asks webhooks')
      ? [
          {
            flow: 'system → endpoint of a subscriber',
            kind: 'information-disclosure' as const,
            threat: 'An address inside our network is registered and called',
            control:
              'Private addresses are refused at registration and again at each call; no redirect is followed',
            by: ['webhooks.delivery'],
            test: 'Register a name that turns to 169.254.169.254 after the check: no connection is made',
          },
          {
            flow: 'system → endpoint of a subscriber',
            kind: 'spoofing' as const,
            threat: 'Somebody else sends messages in our name, or repeats ours',
            control: 'Id, time and body are signed with the endpoint’s secret',
            by: ['webhooks.signatures'],
            test: 'Change one byte, one second or the id: the receiver’s check refuses each',
          },
        ]
      : []),
  ]
}

function storeThreats({ brief }: Situation): Draft[] {
  const sensitive = brief.entities.filter(({ sensitivity }) => sensitivity !== 'none')
  const names = list(sensitive.map(({ name }) => name))
  return [
    ...(sensitive.length > 0
      ? [
          {
            flow: `application → ${names}`,
            kind: 'information-disclosure' as const,
            threat: 'A copy of the database or a log is carried away',
            control:
              'Encrypted disks and backups, marked fields that no log prints, erasure on request',
            by: ['privacy', 'backup'],
            test: 'The logs of a full test run hold none of the names and addresses it used',
          },
        ]
      : []),
    {
      flow: 'operator → backups',
      kind: 'tampering',
      threat: 'Whoever holds the system deletes its backups as well',
      control: 'Copies in another account that may add and not delete',
      by: ['backup'],
      test: 'The application’s and the operator’s roles try to delete a backup: refused',
    },
  ]
}
