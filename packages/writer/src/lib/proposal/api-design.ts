import type { Interface } from '@archwright/model'

import { moduleOf } from '../diagrams/container.ts'
import { spelled } from '../diagrams/parts.ts'
import { decisionsIn } from '../references.ts'
import { blocks, bullets, code, prose, table } from '../text/markdown.ts'
import { entranceSubsection, frontEndsSubsection } from './entrance.ts'
import { exampleOf } from './exchange.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** Part 2: what clients speak, how it evolves, and what one call looks like. */
export function apiDesignSection(scene: Scene): string {
  const { design } = scene
  return section(
    '2. API design',
    answers(scene, decisionsIn(design, 'api')),
    interfaceTable(scene),
    ...design.interfaces.map(operationsOf),
    entranceSubsection(scene),
    frontEndsSubsection(scene),
    subsection('Conventions', conventions(scene)),
    example(scene),
  )
}

function interfaceTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Interface' },
      { title: 'Style' },
      { title: 'For' },
      { title: 'Offers', align: 'right' },
      { title: 'Versions' },
      { title: 'Decision' },
    ],
    design.interfaces.map(({ name, style, audience, operations, versioning, decision }) => [
      prose(name),
      prose(spelled(style)),
      prose(audience),
      String(operations.length),
      prose(versioning),
      refs.decision(decision),
    ]),
  )
}

function operationsOf({ name, operations }: Interface): string {
  const modules = [...new Set(operations.map(moduleOf))]
  const rows = modules.map((module) => {
    const own = operations.filter((operation) => moduleOf(operation) === module)
    return `${code(module)}: ${own.map((operation) => prose(operation.slice(module.length + 1))).join(', ')}`
  })
  return rows.length === 0
    ? ''
    : blocks(`${offers[name] ?? 'Operations'} of the interface ${prose(name)}:`, bullets(rows))
}

const offers: Readonly<Record<string, string>> = { realtime: 'Messages', webhooks: 'Events' }

/** What holds for every operation of a style, where the design speaks it. */
function conventions({ design }: Scene): string {
  const spoken = new Set(design.interfaces.map(({ style }) => style.toLowerCase()))
  return bullets(
    Object.entries(rulesOf).flatMap(([style, rules]) => (spoken.has(style) ? rules : [])),
  )
}

const rulesOf: Readonly<Record<string, readonly string[]>> = {
  rest: [
    'A command that must not happen twice takes an `Idempotency-Key`; the same key with the same body gets the same answer, with another body it is refused.',
    'Failures are `application/problem+json` with a stable `code`; a client never parses the sentence.',
    'Lists are read by an opaque cursor, so that a page does not shift while rows are added.',
    'A limit that was reached answers 429 with `Retry-After`; a process that sheds load answers 503 with `Retry-After`.',
    'The whole contract is `contracts/openapi.json`, written from the definitions of the modules.',
  ],
  graphql: [
    'Queries read, mutations change, subscriptions tell of changes; a mutation takes an idempotency key among its input.',
    'A list is a connection: `edges`, `pageInfo` with an opaque `endCursor`, `first` of at most 100.',
    'Failures of an operation are members of its result’s union with a stable `code`; `errors` is for what broke.',
    'Each request has one loader for each kind of data, so that a list of 20 asks twice and not 21 times.',
    'A query is refused above depth 8 or its budget of cost before it runs.',
  ],
  websocket: [
    'A client opens one connection, shows its token in the first message, and subscribes by name and id.',
    'Messages are JSON with `type`, `id` and `data`; the server pings every 30 s and closes what does not answer.',
    'After a break the client waits a random time, opens again and names the last id it saw.',
  ],
  'server-sent events': [
    'The stream is `text/event-stream`; each event has an `id`, and `Last-Event-ID` resumes after it.',
    'A comment every 15 s keeps proxies from closing it; `retry` spreads the return of many clients.',
  ],
}

function example({ design }: Scene): string {
  const offered = design.interfaces.flatMap(({ operations }) => operations)
  const shown = [...offered, ...design.modules.flatMap(({ operations }) => operations)].find(
    exampleOf,
  )
  const exchange = shown === undefined ? undefined : exampleOf(shown)
  if (!exchange || shown === undefined) return ''
  return subsection(`Example: ${code(shown)}`, blocks(exchange))
}
