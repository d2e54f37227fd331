import type { Brief } from '@archwright/model'

import { quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, counted, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

const schemas = 'a schema for each tenant'
const databases = 'a database for each tenant'
const stamps = 'shared tables, and whole copies of the system for some'

/** How the data of one tenant are kept from another. */
export const tenantIsolation: Question = {
  key: 'tenants.isolation',
  area: 'security',
  question: 'How are tenants kept apart?',
  weights: { cost: 3, isolation: 2, evolution: 2 },
  varies: ['rows'],
  choices: ({ signals }, chosen) => ({
    scaling: chosen === stamps ? ['deployment-stamps'] : [],
    special:
      chosen.startsWith('shared tables, a') && !signals.any('isolation', 'own-stamp')
        ? []
        : ['tenant-provisioning'],
  }),
  judge: ({ brief, signals }) => {
    const count = tenantsOf(brief)
    const tooMany = (most: number) =>
      outIf(count > most, () => `${show(count)} tenants, practical up to ${show(most)}`)
    const apart = outIf(
      signals.any('own-stamp'),
      () => 'some customers are to have a copy of their own',
    )
    return [
      {
        name: 'shared tables, a tenant column and row security',
        scores: { cost: 1, isolation: 0.6, evolution: 1 },
        ruledOut: apart,
      },
      {
        name: schemas,
        scores: { cost: 0.8, isolation: 0.75, evolution: 0.5 },
        ruledOut: apart ?? tooMany(figure('tenants.schemas')),
      },
      {
        name: databases,
        scores: { cost: 0.4, isolation: 1, evolution: 0.4 },
        ruledOut: apart ?? tooMany(figure('tenants.databases')),
      },
      { name: stamps, scores: { cost: 0.5, isolation: 0.95, evolution: 0.6 } },
    ]
  },
  explain: (situation, chosen) => explainTenants(situation, chosen),
}

function explainTenants(situation: Situation, chosen: string) {
  const { brief, totals, signals } = situation
  const count = tenantsOf(brief)
  const walled = brief.entities.filter(({ perTenant }) => perTenant).length
  const word = signals.of('own-stamp', 'isolation', 'tenants')[0]
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${counted(walled || brief.entities.length, 'kind')} of record, ${count > 0 ? `${show(count)} tenants` : 'as many tenants as come'}, ${bytes(totals.bytesAfterYear)} after a year`,
    because: [
      ...(word ? [{ text: `1 need decides it: ${quote(situation, word)}`, from: [] }] : []),
      {
        text: `A schema each is practical up to about ${show(figure('tenants.schemas'))} tenants and a database each up to ${show(figure('tenants.databases'))}: every migration, backup and pool is paid once for each`,
        from: ['tenants.schemas', 'tenants.databases'],
      },
    ],
    consequences: [
      'The tenant comes from the verified token and is set for the transaction; a policy on every table compares it, and the application’s role may not bypass policies',
      'Every key and index starts with the tenant, so a tenant’s rows lie together and can move to a shard or a copy of their own',
      'A test signs in as one tenant and asks for the records of another, for every operation',
      'Limits and queues count per tenant: one that floods waits for itself only',
      chosen === stamps
        ? 'A control plane keeps the list of copies: it creates one from code, routes its tenants there by name, and rolls releases copy by copy, the shared one last'
        : 'A tenant is set up by one job that can be repeated: row, roles, first administrator, limits; and taken down by the same list backwards, after an export',
    ],
  }
}

/** Tenants the brief counts; 0 where it does not. */
function tenantsOf({ entities, actors }: Brief): number {
  const isTenant = /tenant|organi[sz]ation|company|workspace|customer ?account/i
  const counts = [...entities, ...actors].filter(({ name }) => isTenant.test(name))
  return Math.max(0, ...counts.map(({ count = 0 }) => count))
}
