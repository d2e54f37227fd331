import type { Design } from '@archwright/model'

import { runbookNames } from './paths.ts'
import type { Runbook } from './runbook.ts'
import { code, prose, some } from './text/markdown.ts'

/** Whether data of people are kept whose breach has to be reported. */
export const keepsPersonalData = ({ safeguards }: Design): boolean =>
  safeguards.some(({ rule }) => rule.startsWith('GDPR'))

/** What to do when personal data may have been seen by somebody they are not for. */
export function breachRunbook({ brief, identity }: Design): Runbook {
  const held = brief.entities.filter(({ sensitivity }) => sensitivity !== 'none')
  return {
    name: runbookNames.breach,
    title: 'Personal data may have been seen by strangers',
    seen: [
      `Somebody reports it, a key is found in public, or records of many people are read by one caller. Kept about people: ${some(held.map(({ name }) => prose(name)))}.`,
    ],
    byItself: [
      'Nothing: no machine may decide that this is one. The 72 hours of the law run from the moment you have reason to believe it.',
    ],
    steps: [
      'Write down the time, what you saw, and who knows. Call the person responsible for data protection and somebody who may speak for the company.',
      `Stop it without destroying traces: revoke the key, the session or the role (${identity.roles.map(code).join(', ')}); take a copy of disks and logs before anything is restarted.`,
      'Which records, of how many people, since when: log lines by caller and operation, and the access log of the balancer for the same time. Lengthen their retention now.',
      'Renew every secret that the intruder could have read, starting with those that open others.',
      'Within 72 hours: report to the supervisory authority what is known, also when it is not all. A high risk to people: tell them in plain words what happened and what they should do.',
      'Repair the cause, add the test that would have shown it, and write the report for the file.',
    ],
    over: 'The way in is closed and tested, secrets are renewed, and those who had to be told have been told.',
  }
}
