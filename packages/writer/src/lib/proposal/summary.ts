import type { Ask, Decision, Design } from '@archwright/model'

import { slug } from '../paths.ts'
import { anchor, decisionsIn } from '../references.ts'
import { blocks, bullets, code, link, prose, sentence, table } from '../text/markdown.ts'
import { duration, percent, quantity } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** The numbers that decide, what was asked and what the answer is. */
export function summarySection(scene: Scene): string {
  const { design } = scene
  return section(
    'Summary',
    prose(design.summary),
    unnamedDomain(scene),
    decisiveNumbers(scene),
    subsection('What cannot all be had', conflictList(scene)),
    subsection('What to answer first', questionTable(scene)),
    subsection('What was asked', askTable(scene)),
    design.brief.asks.length === 0 ? answers(scene, design.decisions) : '',
  )
}

/** The decisive numbers of a design as pairs of name and value, for the proposal, the README and the command. */
export function summaryOf(design: Design): { name: string; value: string }[] {
  const { availability, capacity, deployables } = design
  const replicas = deployables.reduce((sum, each) => sum + each.replicas, 0)
  const promised = design.claims.some(({ asked, kind }) => asked && kind === 'availability')
  return [
    ...design.claims
      .filter(({ asked }) => asked)
      .map(({ requirement, predicted, unit }) => ({
        name: requirement,
        value: `predicted ${quantity(predicted, unit)}`,
      })),
    {
      name: 'Processes',
      value: `${replicas} (${deployables.map(({ name, replicas: count }) => `${name} × ${count}`).join(', ')})`,
    },
    { name: 'Cores of the processes', value: quantity(capacity.cores, 'cores') },
    { name: 'Cores of the database', value: quantity(capacity.databaseCores, 'cores') },
    { name: 'Storage after a year', value: quantity(capacity.storageBytesAfterYear, 'bytes') },
    ...(promised
      ? []
      : [
          {
            name: 'Availability',
            value: `${percent(availability.composed)} composed, ${percent(availability.target)} wanted`,
          },
        ]),
    { name: 'Downtime allowed', value: `${duration(availability.budgetSecondsPerMonth)} a month` },
  ]
}

function decisiveNumbers({ design }: Scene): string {
  const rows = summaryOf(design).map(({ name, value }) => [prose(name), prose(value)])
  return table([{ title: 'Number' }, { title: 'Value', align: 'right' }], rows)
}

/** What a reader must know first where the brief says how to build and not what. */
function unnamedDomain({ design, refs }: Scene): string {
  const open = design.brief.assumptions.find(({ about }) => about === 'operations.(stand-ins)')
  if (!open) return ''
  const modules = String(open.value).split(', ').map(code)
  const stand = modules.length === 1 ? 'stands' : 'stand'
  return `The brief names no domain, so that ${modules.join(' and ')} ${stand} for it (${refs.list([open.id])}). What is decided here holds for any; say what the system keeps and does, and how much of it, to have its modules, data and sizes designed.`
}

function conflictList({ design }: Scene): string {
  return bullets(
    design.conflicts.map(({ demands, arithmetic, nearest }) =>
      [`${demands.join('; ')}.`, `${arithmetic}.`, `Nearest: ${nearest}.`].map(prose).join(' '),
    ),
  )
}

/** Questions shown in the summary; the rest stand among the assumptions. */
const mostQuestions = 5

function questionTable({ design, refs }: Scene): string {
  const rows = design.openQuestions.slice(0, mostQuestions).map(({ ask, assumption, changes }) => {
    const [nearest] = changes
    const { direction = 'from', at = 0, unit = '', becomes = '' } = nearest ?? {}
    return [
      `${prose(ask)} (${refs.list([assumption])})`,
      `${changes.length}`,
      `${direction} ${quantity(at, unit)}: ${prose(becomes)}`,
    ]
  })
  return table(
    [
      { title: 'Question' },
      { title: 'Decisions it may change', align: 'right' },
      { title: 'The nearest' },
    ],
    rows,
  )
}

/** What is asked in the same words is answered once, by all decisions that answer it. */
function askTable(scene: Scene): string {
  const asks = Map.groupBy(scene.design.brief.asks, ({ text }) => text.toLowerCase())
  const rows = [...asks.values()].flatMap((same) => {
    const [first] = same
    const parts = new Set(same.map((ask) => answerTo(scene, ask)))
    return first ? [[prose(first.text), [...parts].join(' ')]] : []
  })
  return table([{ title: 'The brief asks' }, { title: 'The answer' }], rows)
}

function answerTo({ design, refs }: Scene, { what }: Ask): string {
  const carrying = decisionsFor(design, what).slice(0, keysOf[slug(what)]?.length ?? 1)
  if (what === 'cost') return `See ${link('Cost', `#${anchor('Cost')}`)}.`
  if (carrying.length === 0) return 'No decision of this design answers it.'
  return carrying.map(({ answer, id }) => `${sentence(answer)} (${refs.decision(id)})`).join(' ')
}

/** The decisions which answer something the brief asks for, the most telling one first. */
function decisionsFor(design: Design, what: string): Decision[] {
  const asked = design.decisions.filter(({ options }) =>
    options.some((option) => option.asked === what),
  )
  const wanted = slug(what)
  const byKey = design.decisions.filter(({ key }) =>
    (keysOf[wanted] ?? [wanted]).some((one) =>
      one.endsWith('-') ? slug(key).startsWith(one) : slug(key) === one,
    ),
  )
  return [...new Set([...asked, ...byKey, ...decisionsIn(design, ...(areasOf[wanted] ?? []))])]
}

const topology = ['topology', 'placement']

/** Keys of decisions by what is asked; a dash at the end stands for one decision of several. */
const keysOf: Record<string, readonly string[]> = {
  microservices: topology,
  monolith: topology,
  serverless: topology,
  architecture: topology,
  authentication: ['identity-tokens', 'identity-programs', 'identity-services'],
  authorization: ['identity-authorization'],
  'rate-limiting': ['limits'],
  tracing: ['observability'],
  metrics: ['observability'],
  logging: ['observability-logs'],
  'observability-plan': ['observability', 'observability-logs', 'observability-store'],
  migration: ['migration-path', 'migration-model'],
  webhooks: ['api-webhooks', 'webhooks-delivery'],
  caching: ['cache'],
  cdn: ['cache-edge'],
  pubsub: ['messaging-fanout'],
  redis: ['messaging-fanout', 'cache'],
  kubernetes: ['orchestration'],
  deployment: ['deployment', 'orchestration'],
  'data-model': ['store-records', 'data-ids'],
  testing: ['testing'],
  retry: ['resilience-'],
  'circuit-breaker': ['resilience-'],
}

const areasOf: Record<string, readonly Decision['area'][]> = {
  microservices: ['core'],
  architecture: ['core'],
  'api-design': ['api'],
  scalability: ['scalability'],
  resilience: ['resilience', 'operations'],
  security: ['security'],
  'data-consistency': ['consistency'],
}

/** A short text for a terminal or a tool: the summary and its numbers. */
export function summaryText(design: Design): string {
  const lines = summaryOf(design).map(({ name, value }) => `${name}: ${value}`)
  return blocks(design.summary, lines.join('\n'))
}
