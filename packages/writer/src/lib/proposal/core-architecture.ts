import type { Design, Module } from '@archwright/model'

import { callersOf } from '../diagrams/container.ts'
import { hasOwnDatabases } from '../diagrams/parts.ts'
import { diagramNames, paths } from '../paths.ts'
import { decisionsIn } from '../references.ts'
import { blocks, bullets, code, prose, sentence, table } from '../text/markdown.ts'
import { quantity } from '../text/quantity.ts'
import { migrationSubsection } from './migration.ts'
import { answers, changesAt, type Scene, section, subsection } from './section.ts'

/** Part 1: the parts, where their boundaries run, and what runs where. */
export function coreArchitectureSection(scene: Scene): string {
  const { design, refs } = scene
  return section(
    '1. Core architecture',
    answers(scene, decisionsIn(design, 'core')),
    `![Containers](${paths.diagram(diagramNames.container).replace('docs/', '')})`,
    `Context: ${refs.to(paths.diagram(diagramNames.context), 'diagram')}. Deployment: ${refs.to(paths.diagram(diagramNames.deployment), 'diagram')}.`,
    subsection(
      'Service boundaries',
      boundaries(design),
      moduleTable(design),
      couplingTable(design),
      microservices(scene),
    ),
    subsection('Processes', processTable(scene)),
    migrationSubsection(scene),
    subsection('Stores and caches', perService(design), storeTable(scene), cacheTable(scene)),
    subsection('Outside systems', outsideList(design)),
  )
}

function boundaries(design: Design): string {
  if (design.modules.length === 0) return ''
  return `A module is a service boundary: it owns a database schema that nobody else reads, and may be asked only through its contract.\n\n![Modules](${paths.diagram(diagramNames.modules).replace('docs/', '')})`
}

function moduleTable({ modules }: Design): string {
  return blocks(
    table(
      [
        { title: 'Module' },
        { title: 'Responsibility' },
        { title: 'Owns' },
        { title: 'Calls' },
        { title: 'Publishes' },
      ],
      modules.map(({ name, responsibility, entities, calls, publishes }) => [
        code(name),
        prose(responsibility),
        prose(entities.join(', ')),
        calls.map(code).join(', '),
        publishes.map(code).join(', '),
      ]),
    ),
    bullets(modules.map(reason)),
  )
}

function couplingTable({ couplings }: Design): string {
  const rows = couplings.map(({ a, b, score, together, because }) => [
    prose(a),
    prose(b),
    String(score),
    together ? 'one module' : 'two modules',
    prose(because.join('; ')),
  ])
  if (rows.length === 0) return ''
  return blocks(
    'The pairs of data that weigh most: a high score wants one module, a negative one wants two.',
    table(
      [
        { title: 'Data' },
        { title: 'Data' },
        { title: 'Coupling', align: 'right' },
        { title: 'Cut' },
        { title: 'Because' },
      ],
      rows,
    ),
  )
}

const reason = ({ name, why, sensitivity, ready }: Module): string =>
  [
    `${code(name)}: ${prose(why)}`,
    sensitivity === 'none' || sensitivity === '' ? '' : `; holds ${prose(sensitivity)} data`,
    ready ? '' : '; no ready module fits, so its definition is generated for you to fill in',
  ].join('')

// The brief may ask for microservices by name; the answer is the decision, with the number at which it changes.
function microservices({ design, refs }: Scene): string {
  const asked = design.brief.asks.some(({ what }) => what === 'microservices')
  const topology = design.decisions.find(({ key }) => key === 'topology')
  if (!asked || !topology?.chosen.includes('monolith')) return ''
  const flips = topology.flips.map(changesAt)
  return blocks(
    `The brief asks for microservices. The answer is **${prose(topology.chosen)}** (${refs.decision(topology.id)}): ${sentence(topology.answer)} Each boundary above can become a process of its own by wiring, without a change to its code, and that is when it pays:`,
    bullets(flips.length > 0 ? flips : ['no number in this brief makes it pay']),
  )
}

function processTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Process' },
      { title: 'Modules' },
      { title: 'Replicas', align: 'right' },
      { title: 'Cores each', align: 'right' },
      { title: 'Memory each', align: 'right' },
      { title: 'Connections each', align: 'right' },
      { title: 'Decision' },
    ],
    design.deployables.map((each) => [
      code(each.name),
      prose(each.modules.join(', ')),
      String(each.replicas),
      quantity(each.coresPerReplica, 'count'),
      quantity(each.memoryMb, 'MB'),
      String(each.poolSize),
      refs.decision(each.decision),
    ]),
  )
}

function perService(design: Design): string {
  if (!hasOwnDatabases(design)) return ''
  return `${design.deployables.length === 1 ? 'The service' : `Each of the ${design.deployables.length} services`} has a database and a login of its own for the data of its modules; a store below is the kind of them, not one server.`
}

function storeTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Store' },
      { title: 'Engine' },
      { title: 'Family' },
      { title: 'Holds' },
      { title: 'Copies', align: 'right' },
      { title: 'Decision' },
    ],
    design.stores.map(({ name, engine, family, holds, replicas, decision }) => [
      code(name),
      prose(engine),
      prose(family),
      prose(holds.join(', ')),
      String(replicas),
      refs.decision(decision),
    ]),
  )
}

function cacheTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Cache' },
      { title: 'Kind' },
      { title: 'Pattern' },
      { title: 'Holds' },
      { title: 'Lives', align: 'right' },
      { title: 'Invalidated' },
      { title: 'Decision' },
    ],
    design.caches.map(({ name, kind, pattern, holds, ttlSeconds, invalidation, decision }) => [
      code(name),
      prose(kind),
      prose(pattern),
      prose(holds.join(', ')),
      quantity(ttlSeconds, 's'),
      prose(invalidation),
      refs.decision(decision),
    ]),
  )
}

function outsideList(design: Design): string {
  return bullets(
    design.brief.dependencies.map(({ name, purpose }) => {
      const callers = callersOf(design, name)
      const by = callers.length > 0 ? ` Called by ${callers.map(code).join(', ')} only.` : ''
      return `**${prose(name)}**: ${sentence(purpose)}${by}`
    }),
  )
}
