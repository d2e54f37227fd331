import type { Question } from '../../decision.ts'
import { busy, counted, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { sizeOf } from '../../sizing.ts'

/** Where services that run apart keep their data. */
export const serviceData: Question = {
  key: 'services.data',
  area: 'core',
  question: 'Where do services that run apart keep their data?',
  weights: { independence: 3, isolation: 2, simplicity: 2 },
  varies: [],
  // Every set of services has it; a design is said to where one database is to be cut, or services are asked for.
  choices: ({ signals }, chosen) =>
    chosen === 'a database for each service' &&
    signals.any('asks microservices', 'asks migration', 'asks strangler', 'legacy')
      ? { special: ['db-per-service'] }
      : {},
  judge: () => [
    {
      name: 'a database for each service',
      scores: { independence: 1, isolation: 1, simplicity: 0.4 },
    },
    {
      name: 'a schema and a role for each service on one server',
      scores: { independence: 0.4, isolation: 0.7, simplicity: 0.8 },
    },
    {
      name: 'tables that all share',
      scores: { independence: 0, isolation: 0, simplicity: 1 },
      ruledOut: 'a change of 1 table would stop every service that reads it',
    },
  ],
  explain: (situation) => ({
    answer: `${situation.modules.length === 1 ? 'A database of the new service, apart from what runs today' : `A database for each of ${situation.modules.length} services`}, with its own login, migrations and backup; one server holds ${situation.modules.length === 1 ? 'it while the peak keeps' : 'them while all keep'} ${busy(situation.totals.databaseCores)} of its ${sizeOf(situation).databaseCores} cores busy`,
    because: [
      {
        text: `Services are deployed and scaled apart (${situation.modules.length} here${situation.modules.length === 1 ? ', beside what runs today' : ''}): tables that two of them use would tie their releases together, while a database moves to a server of its own by a change of its address`,
        from: ['L-database-cores', 'L-database-size'],
      },
    ],
    consequences: [
      'No query joins two services: what is needed of another is asked, or kept as a copy that its events keep fresh',
      'What was one transaction is a saga with an outbox; a report reads from a store that events fill',
      'The busiest moves to a server of its own first, when it slows the rest or has to be restored alone; none ever shares a login',
    ],
  }),
}

/** How one service finds another. */
export const discovery: Question = {
  key: 'services.discovery',
  area: 'core',
  question: 'How does one service find another?',
  weights: { simplicity: 3, freshness: 2 },
  varies: [],
  judge: ({ modules }) => [
    { name: 'names of the platform', scores: { simplicity: 1, freshness: 0.8 } },
    { name: 'a registry of our own', scores: { simplicity: 0.3, freshness: 1 } },
    {
      name: 'addresses in the configuration',
      scores: { simplicity: 0.8, freshness: 0.1 },
      ruledOut: outIf(
        modules.length > 3,
        () => `${modules.length} services move with each release`,
      ),
    },
  ],
  explain: ({ modules }) => ({
    answer: `Names that the platform resolves, one for each of ${counted(modules.length, 'service')}; it sends only to replicas that are ready`,
    because: [
      {
        text: `${counted(modules.length, 'name')} change as replicas come and go; the platform that starts them knows first, a registry (Consul, etcd, Eureka) would be told second`,
        from: [],
      },
    ],
    consequences: [
      'A name is part of the wiring and of no module; names are kept for seconds, never for the life of a process',
      'A registry is bought when services run on several platforms at once',
    ],
  }),
}

/** What secures and shows the calls between services. */
export const mesh: Question = {
  key: 'services.mesh',
  area: 'core',
  question: 'What secures and shows the calls between services?',
  weights: { simplicity: 3, uniformity: 2 },
  varies: [],
  judge: ({ modules }) => {
    const many = modules.length >= figure('mesh.services')
    return [
      {
        name: 'the library in each service',
        scores: { simplicity: 1, uniformity: many ? 0.3 : 0.9 },
      },
      { name: 'a service mesh', scores: { simplicity: many ? 0.6 : 0.2, uniformity: 1 } },
    ]
  },
  explain: ({ modules, totals }, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${counted(modules.length, 'service')}, where a mesh pays from about ${figure('mesh.services')}`,
    because: [
      {
        text: `Sidecars would take ${show((2 * totals.callsPerSecond * figure('mesh.cpu')) / 1000)} cores for ${frequency(totals.callsPerSecond, 'calls')} with one hop inside, and ${figure('mesh.latency')} ms at the 90th percentile`,
        from: ['mesh.cpu', 'mesh.latency', 'mesh.services'],
      },
    ],
    consequences: [
      'Deadlines, retries, breakers and traces are those of the kit in every service; certificates come from the platform',
      'A mesh is bought when services are written in several languages, or when nobody can be sure that each keeps the rules',
    ],
  }),
}
