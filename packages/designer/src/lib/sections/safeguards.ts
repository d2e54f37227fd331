import type { Safeguard } from '@archwright/model'

import { originsOf } from '../brief/origins.ts'
import { auditKeep } from '../decisions/security/records.ts'
import { duration } from '../figures.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

type Draft = Omit<Safeguard, 'decision'> & { by: string }

/** What the kinds of data oblige to, and how this design does it. */
export function safeguardsOf(situation: Situation, verdicts: Verdicts): Safeguard[] {
  const drafts = [
    ...paymentDuties(situation),
    ...privacyDuties(situation, verdicts.id('audit') !== ''),
    ...healthDuties(situation),
    ...residencyDuties(situation),
    ...retentionDuties(situation),
  ]
  return drafts.flatMap(({ by, ...rest }) =>
    verdicts.id(by) === '' ? [] : [{ ...rest, decision: verdicts.id(by) }],
  )
}

const holding = ({ brief }: Situation, ...kinds: string[]) =>
  brief.entities.filter(({ sensitivity }) => kinds.includes(sensitivity)).map(({ name }) => name)

function paymentDuties(situation: Situation): Draft[] {
  if (!situation.signals.any('payments', 'subscriptions')) return []
  const entities = holding(situation, 'payment')
  return [
    {
      rule: 'PCI DSS 4.0.1',
      entities,
      duty: `Keep card data out: SAQ A, about ${figure('payment.saq-a')} controls`,
      met: 'Card fields are the provider’s frame or page; we keep its token, the last four digits and the outcome',
      from: ['payment.saq-a'],
      by: 'payments.isolation',
    },
    {
      rule: 'PCI DSS 4.0.1',
      entities,
      duty: 'Scripts on the page that shows the card fields are known and unchanged',
      met: 'The policy of that page lists them by hash, and a report goes out when another is tried',
      from: ['payment.saq-a'],
      by: 'edge.browsers',
    },
  ]
}

function privacyDuties(situation: Situation, trail: boolean): Draft[] {
  const entities = holding(situation, 'personal', 'health', 'payment')
  if (entities.length === 0) return []
  const within = `${figure('privacy.answer')} days`
  return [
    {
      rule: 'GDPR, articles 15 and 20',
      entities,
      duty: `Give a person all that is known about them, in a form that machines read, within ${within}`,
      met: 'One job asks each module for its part and writes one JSON file behind a link of a day',
      from: ['privacy.answer'],
      by: 'privacy',
    },
    {
      rule: 'GDPR, article 17',
      entities,
      duty: `Erase on request within ${within}, where no law says to keep`,
      met: 'The same job erases or makes anonymous, module by module, and keeps the proof without the person',
      from: ['privacy.answer'],
      by: 'privacy',
    },
    {
      rule: 'GDPR, article 33',
      entities,
      duty: `Report a breach within ${figure('privacy.breach')} h`,
      met: `${trail ? 'The audit trail says' : 'Log lines with caller, operation and record say'} whose data were read; a runbook says what to keep and whom to tell`,
      from: ['privacy.breach'],
      by: 'privacy',
    },
  ]
}

function healthDuties(situation: Situation): Draft[] {
  const entities = holding(situation, 'health')
  if (entities.length === 0) return []
  const keep = auditKeep(situation.brief)
  return [
    {
      rule: 'HIPAA security rule, or its like',
      entities,
      duty: `Record each look at a patient’s data, kept ${keep.text}`,
      met: 'Reading is an act of the audit trail like writing; the trail is copied where nobody can change it',
      from: [keep.rule],
      by: 'audit',
    },
    {
      rule: 'HIPAA security rule, or its like',
      entities,
      duty: 'Only those who treat a patient see the data, and no more than they need',
      met: 'Access is granted by the relation of staff to patient; in an emergency it is taken with a reason and reported',
      from: [keep.rule],
      by: 'identity.authorization',
    },
    {
      rule: 'HIPAA security rule, or its like',
      entities,
      duty: 'Encrypted on the way and at rest; a person is signed out after a while',
      met: `TLS everywhere, disks and backups encrypted, and ${duration(figure('session.idle'))} without use end a session`,
      from: ['session.idle'],
      by: 'secrets',
    },
  ]
}

function residencyDuties({ brief }: Situation): Draft[] {
  const places = brief.objectives.residency ?? []
  if (places.length === 0) return []
  return [
    {
      rule: `Residency: ${places.join(', ')}`,
      entities: brief.entities
        .filter(({ sensitivity }) => sensitivity !== 'none')
        .map(({ name }) => name),
      duty: 'Data stay where the brief says',
      met: 'Database, backups, logs and traces lie in that region; a rule of the account refuses any other',
      from: [],
      by: 'backup',
    },
  ]
}

function retentionDuties({ brief }: Situation): Draft[] {
  const { retentionSeconds } = brief.objectives
  if (retentionSeconds === undefined) return []
  const from = originsOf(brief, 'objectives.retentionSeconds', retentionSeconds)
  const assumed = from.some((id) => id.startsWith('A-'))
  return [
    {
      rule: assumed ? 'Assumed, as the brief says nothing' : 'The brief’s own rule',
      entities: brief.entities.map(({ name }) => name),
      duty: `Kept for ${duration(retentionSeconds)}, and then gone`,
      met: 'Rows lie in partitions by time; a job drops those past their time, and the archive follows',
      from,
      by: 'backup',
    },
  ]
}
