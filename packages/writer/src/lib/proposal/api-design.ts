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

function conventions({ design }: Scene): string {
  if (!design.interfaces.some(({ style }) => style.toLowerCase() === 'rest')) return ''
  return [
    '- A command that must not happen twice takes an `Idempotency-Key`; the same key with the same body gets the same answer, with another body it is refused.',
    '- Failures are `application/problem+json` with a stable `code`; a client never parses the sentence.',
    '- Lists are read by an opaque cursor, so that a page does not shift while rows are added.',
    '- A limit that was reached answers 429 with `Retry-After`; a process that sheds load answers 503 with `Retry-After`.',
    '- The whole contract is `contracts/openapi.json`, written from the definitions of the modules.',
  ].join('\n')
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
