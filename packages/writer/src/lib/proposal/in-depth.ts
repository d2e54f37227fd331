import type { Decision, Option } from '@archwright/model'

import { slug } from '../paths.ts'
import { blocks, bullets, prose, sentence } from '../text/markdown.ts'
import { number } from '../text/quantity.ts'
import { changesAt, type Scene, section, subsection } from './section.ts'

/** Decisions told whole; a reader who asked for more than that finds the rest in their records. */
const most = 8

/** What the brief asks for by name, told whole: why, what to build, what was not taken, when it changes, how it is tested. */
export function inDepthSection(scene: Scene): string {
  const { design } = scene
  const wanted = design.brief.asks.flatMap(({ what }) => [
    ...design.decisions.filter(({ options }) => options.some(({ asked }) => asked === what)),
    ...(depths[slug(what)] ?? []).flatMap((key) =>
      design.decisions.filter((one) =>
        key.endsWith('-') ? slug(one.key).startsWith(key) : slug(one.key) === key,
      ),
    ),
  ])
  const told = [...new Set(wanted)].slice(0, most)
  return section(
    'What was asked, in depth',
    ...told.map((decision) => wholeDecision(scene, decision)),
  )
}

function wholeDecision({ design, refs }: Scene, decision: Decision): string {
  const { id, question, answer, because, consequences, flips } = decision
  const tests = design.threats.filter((threat) => threat.decision === id)
  return subsection(
    prose(question.replace(/\?$/, '')),
    `**${sentence(answer)}** (${refs.decision(id)})`,
    bullets(because.map(({ text }) => sentence(text))),
    titled('To build it', consequences.map(sentence)),
    titled(
      'Not taken',
      decision.options.flatMap((option) => lost(option, decision)),
    ),
    titled('It changes', flips.map(changesAt)),
    titled(
      'A test breaks it on purpose',
      tests.map(({ threat, test }) => `${prose(threat)}. ${sentence(test)}`),
    ),
  )
}

const titled = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : blocks(`${title}:`, bullets(items))

function lost({ name, ruledOut, total, scores }: Option, { chosen, options }: Decision): string[] {
  if (name === chosen) return []
  const best = options.find((option) => option.name === chosen)
  return [
    ruledOut === undefined
      ? `${prose(name)}: ${number(total, 2)} against ${number(best?.total ?? 0, 2)}${weakestOf(scores, best?.scores ?? {})}.`
      : `${prose(name)}: ${sentence(ruledOut)}`,
  ]
}

/** Where an option falls furthest behind the one that was taken. */
function weakestOf(scores: Option['scores'], best: Option['scores']): string {
  const [worst] = Object.entries(best)
    .map(([criterion, score]) => ({ criterion, score, own: scores[criterion] ?? score }))
    .toSorted((a, b) => b.score - b.own - (a.score - a.own))
  return worst === undefined || worst.own >= worst.score
    ? ''
    : `, most of it for ${worst.criterion} (${number(worst.own, 2)} against ${number(worst.score, 2)})`
}

const breaking = ['resilience-', 'deadlines']
const moving = ['migration-']

/** Keys of the decisions that belong to what is asked, the most telling first; a dash at the end stands for all that begin so. */
const depths: Readonly<Record<string, readonly string[]>> = {
  microservices: ['topology', 'boundaries', 'services-data', 'tenants-isolation'],
  serverless: ['topology'],
  'event-driven': ['topology', 'messaging', 'messaging-engine', 'messaging-order', 'store-history'],
  kafka: ['messaging', 'messaging-engine', 'messaging-order', 'messaging-failures'],
  rest: [
    'api-public',
    'api-pagination',
    'api-filters',
    'api-versioning',
    'consistency-idempotency',
  ],
  graphql: ['api-public', 'api-realtime', 'reads-related', 'messaging-fanout'],
  websocket: ['api-realtime', 'messaging-fanout'],
  pubsub: ['messaging-fanout'],
  redis: ['messaging-fanout', 'cache'],
  webhooks: ['api-webhooks', 'webhooks-delivery', 'messaging'],
  gateway: ['gateway', 'limits', 'identity-tokens', 'cache'],
  'rate-limiting': ['limits'],
  bff: ['api-front-ends', 'gateway', 'reads-payload'],
  authentication: [
    'identity-tokens',
    'identity-provider',
    'identity-services',
    'identity-programs',
  ],
  authorization: ['identity-authorization'],
  'circuit-breaker': breaking,
  retry: breaking,
  strangler: moving,
  migration: moving,
  'observability-plan': [
    'observability',
    'observability-logs',
    'observability-store',
    'slo-alerts',
  ],
  logging: ['observability-logs'],
  tracing: ['observability'],
  metrics: ['observability'],
  caching: ['cache'],
}
