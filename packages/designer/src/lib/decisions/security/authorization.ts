import type { Signal } from '@archwright/model/light'

import { quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { percent } from '../../figures.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** What a caller may do. */
export const authorization: Question = {
  key: 'identity.authorization',
  area: 'security',
  question: 'What may a caller do, and who checks?',
  weights: { safety: 3, simplicity: 2, expressive: 1 },
  varies: [],
  choices: (_, chosen) => ({
    auth: {
      authz: [
        'rbac',
        ...(chosen.includes('attribute') ? ['abac'] : []),
        ...(chosen.includes('tenant') ? ['tenant-isolation'] : []),
      ],
    },
  }),
  judge: ({ signals }) => {
    const tenants = signals.any('tenants', 'own-stamp')
    const fine = signals.any('permissions')
    const open = outIf(tenants, () => 'tenants need a wall of their own')
    const walled = outIf(!tenants, () => 'there are no tenants to keep apart')
    const coarse = outIf(fine, () => 'the brief asks for fine or changing rights')
    return [
      {
        name: 'roles and ownership, denied by default',
        scores: { safety: 1, simplicity: 1, expressive: 0.6 },
        ruledOut: open ?? coarse,
      },
      {
        name: 'roles within a tenant, row security beneath',
        scores: { safety: 1, simplicity: 0.6, expressive: 0.8 },
        ruledOut: walled ?? coarse,
      },
      {
        name: 'roles and attribute policies, denied by default',
        scores: { safety: 0.9, simplicity: 0.4, expressive: 1 },
        ruledOut: open,
      },
      {
        name: 'roles and attribute policies within a tenant, row security beneath',
        scores: { safety: 1, simplicity: 0.3, expressive: 1 },
        ruledOut: walled,
      },
      { name: 'checks in each handler', scores: { safety: 0.3, simplicity: 0.7, expressive: 0.8 } },
    ]
  },
  explain: (situation, chosen) => {
    const { brief } = situation
    const pairs = brief.operations.length * Math.max(1, brief.actors.length)
    const policies = chosen.includes('attribute')
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${brief.actors.length} kinds of caller × ${brief.operations.length} operations = ${pairs} pairs, each tested`,
      because: [
        {
          text: `${pairs} pairs of caller and operation are few enough to state each in the contract and to try each in the proof (${percent(1)} of them)`,
          from: [],
        },
        ...said(situation, policies ? ['permissions', 'tenants'] : ['tenants']),
      ],
      consequences: [
        'An operation without an access rule does not start',
        'Ownership is checked in the query itself (where customer = caller), so a foreign id answers 404',
        ...(policies
          ? [
              'A policy is a function of caller, action and record, kept as data beside the module, versioned and tested by a table of who may what',
              'Rights are granted to roles and roles to people; a right given to one person is a role with one member and an end date',
            ]
          : []),
      ],
    }
  },
}

function said(situation: Situation, signals: Signal[]) {
  return situation.signals.of(...signals).map((signal) => ({
    text: `1 need of the brief decides it: ${quote(situation, signal)}`,
    from: [],
  }))
}
