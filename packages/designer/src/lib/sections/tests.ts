import type { TestKind } from '@archwright/model'

import { show } from '../figures.ts'
import { placingOperation } from '../placing-saga.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** The kinds of test this design needs, each with what it alone catches here. */
export function testsOf(situation: Situation, verdicts: Verdicts): TestKind[] {
  const { brief, modules, totals } = situation
  const { operations, actors, dependencies } = brief
  const pairs = operations.length * Math.max(1, actors.length)
  const outside = dependencies.map(({ name }) => name).join(', ')
  return [
    {
      kind: 'unit',
      catches: 'Wrong rules: sums, states, limits of values',
      against: 'plain functions, time and ids given',
      runs: 'at each save',
      size: 'one table of cases for each rule, properties where inputs are many',
    },
    {
      kind: 'integration',
      catches: 'SQL, locks, migrations, events that are not told, effects that happen twice',
      against: 'each module through its contract, on a real PostgreSQL cloned for the test',
      runs: 'at each change',
      size: `${operations.length} operations of ${modules.length} modules`,
    },
    {
      kind: 'contract',
      catches: 'A change that breaks a client, and an answer that is not as promised',
      against: `the contract of the last release, and recorded answers${outside ? `; recorded answers of ${outside} against our double` : ''}`,
      runs: 'at each change; against the outside systems every night',
      size: `${operations.length} operations`,
    },
    {
      kind: 'end to end',
      catches: 'Parts that work alone and not together: wiring, keys, addresses',
      against: 'the image as it will run, from the outside',
      runs: 'before each rollout, and as a probe in production every minute',
      size: journeysOf(situation),
    },
    {
      kind: 'load',
      catches: 'A latency or rate that is missed, a pool or queue that is too small',
      against: 'the image, data of a year, open arrivals at the peak mix',
      runs: 'every night, and before a season',
      size: `${show(totals.callsPerSecond)} calls/s for ten minutes, then raised until it falls behind`,
    },
    {
      kind: 'security',
      catches: 'An operation open to whom it is not for; injected input; known holes',
      against:
        'the image: every role against every operation, hostile input, packages and image scanned',
      runs: 'at each change; by people from outside once a year',
      size: `${pairs} pairs of caller and operation`,
    },
    {
      kind: 'chaos',
      catches:
        'Work lost, doubled or stuck when something dies in between; recoveries slower than the budget',
      against: `the image under load: a process killed, the database restarted${outside ? `, ${outside} slow, failing and late` : ''}`,
      runs: 'every week, and in production once the first three pass',
      size: `${2 + 3 * dependencies.length} faults, each while load runs`,
    },
    ...(verdicts.id('tenants.isolation') === ''
      ? []
      : [
          {
            kind: 'isolation',
            catches: 'One tenant that sees or slows another',
            against: 'two tenants at once, one of them hostile',
            runs: 'at each change',
            size: `${operations.length} operations, with the ids of the other tenant`,
          },
        ]),
  ]
}

function journeysOf({ brief }: Situation): string {
  const placing = brief.operations.some(({ name }) => name === placingOperation)
  return placing
    ? 'register, search, fill a cart, order, pay, cancel'
    : `one journey for each of ${Math.max(1, brief.actors.length)} kinds of caller`
}
