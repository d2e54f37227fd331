import type { Store } from '@archwright/model'

import { type DataKind, groupOf } from '../decisions/data/kinds.ts'
import { recordFamily } from '../decisions/data/store.ts'
import { withRecords } from '../decisions/data/store-question.ts'
import type { Situation } from '../situation.ts'
import { redundancyFrom } from '../sizing.ts'
import type { Verdicts } from '../verdicts.ts'

/** From this availability on the records have a copy that takes over by itself. */
const doubledFrom = 0.9995

/** The store of the records, and one for each kind of data that a number or a need took out of it. */
export function storesOf(situation: Situation, verdicts: Verdicts): Store[] {
  const apart = ownStores.flatMap((row) => ownStore(row, situation, verdicts))
  const elsewhere = new Set(apart.flatMap(({ holds }) => holds))
  const chosen = verdicts.chosen('store.records')
  return [
    {
      name: 'main',
      family: recordFamily(chosen),
      engine: chosen,
      holds: situation.brief.entities
        .map(({ name }) => name)
        .filter((name) => !elsewhere.has(name)),
      replicas: situation.needs.availability >= doubledFrom ? 2 : 1,
      decision: verdicts.id('store.records'),
    },
    ...apart,
  ]
}

interface OwnStore {
  name: string
  family: string
  engine: string
  decision: string
  /** The option that stands for this store. */
  option: RegExp
  kind?: DataKind
}

const ownStores: readonly OwnStore[] = [
  {
    name: 'files',
    family: 'object',
    engine: 'S3-compatible object store',
    decision: 'store.files',
    option: /^object store/,
    kind: 'files',
  },
  {
    name: 'live',
    family: 'key-value',
    engine: 'Redis',
    decision: 'store.live',
    option: /Redis/,
    kind: 'live',
  },
  {
    name: 'writable',
    family: 'key-value',
    engine: 'Cassandra',
    decision: 'store.writable',
    option: /^leaderless/,
    kind: 'writable',
  },
  {
    name: 'history',
    family: 'wide-column',
    engine: 'Cassandra',
    decision: 'store.history',
    option: /^wide-column/,
    kind: 'history',
  },
  {
    name: 'series',
    family: 'time-series',
    engine: 'PostgreSQL with TimescaleDB',
    decision: 'store.series',
    option: /^time-series/,
    kind: 'series',
  },
  {
    name: 'documents',
    family: 'document',
    engine: 'MongoDB',
    decision: 'store.documents',
    option: /^document store/,
    kind: 'documents',
  },
  {
    name: 'graph',
    family: 'graph',
    engine: 'Neo4j',
    decision: 'store.graph',
    option: /^graph store/,
    kind: 'graph',
  },
  {
    name: 'search',
    family: 'search',
    engine: 'OpenSearch',
    decision: 'store.search',
    option: /^search engine/,
  },
  {
    name: 'archive',
    family: 'object',
    engine: 'S3-compatible object store',
    decision: 'store.archive',
    option: /^columnar files/,
  },
]

/** Engines that keep three copies of everything by themselves. */
const copies: Readonly<Record<string, number>> = { 'wide-column': 3, object: 1 }

function ownStore(row: OwnStore, situation: Situation, verdicts: Verdicts): Store[] {
  const { name, family, engine, decision, option, kind } = row
  const chosen = verdicts.chosen(decision)
  if (chosen === '' || chosen === withRecords || !option.test(chosen)) return []
  const redundant = situation.needs.availability >= redundancyFrom ? 2 : 1
  return [
    {
      name,
      family,
      engine,
      holds: kind ? [...groupOf(situation, kind).holds] : [],
      replicas: copies[family] ?? redundant,
      decision: verdicts.id(decision),
    },
  ]
}
