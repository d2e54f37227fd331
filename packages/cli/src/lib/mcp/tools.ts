import { design } from '@archwright/designer'
import { Type } from 'typebox'

import { claimTable } from '../claim-table.ts'
import { buildProject } from '../commands/build.ts'
import { decisionText, differenceOf } from '../commands/design.ts'
import { readNamed } from '../read-input.ts'
import { tool } from './tool.ts'

const brief = Type.String({
  minLength: 1,
  description:
    'What the backend must do: a paragraph, the text of a YAML brief, or the path of a .md, .txt or .yaml file',
})
const project = Type.String({ minLength: 1, description: 'The folder of a built project' })
const reads = { readOnlyHint: true, idempotentHint: true, openWorldHint: false }

const readBrief = tool({
  name: 'read_brief',
  title: 'Read a brief',
  description:
    'The brief as it was understood, as YAML: facts with the words they came from, assumptions, what was not understood. Edit it and design that.',
  input: Type.Object({ brief }),
  annotations: reads,
  async run(input) {
    const { writeYaml } = await import('@archwright/reader/yaml')
    return { text: writeYaml(await readNamed(input.brief)) }
  },
})

const designBackend = tool({
  name: 'design',
  title: 'Design a backend',
  description:
    'The design of a brief in short: its numbers, open questions, every decision with its id, and the documents that read_document gives whole. The same brief always gives the same design.',
  input: Type.Object({ brief }),
  annotations: reads,
  async run(input) {
    const { overview } = await import('./overview.ts')
    return { text: overview(design(await readNamed(input.brief))) }
  },
})

const explainDecision = tool({
  name: 'explain_decision',
  title: 'Explain a decision',
  description:
    'One decision in full: context, options with scores, why the chosen one won, consequences, and the numbers at which it would change.',
  input: Type.Object({
    brief,
    decision: Type.String({ description: 'Its id (D-07) or key (topology), as design lists them' }),
  }),
  annotations: reads,
  async run(input) {
    return { text: await decisionText(design(await readNamed(input.brief)), input.decision) }
  },
})

const whatIf = tool({
  name: 'what_if',
  title: 'Compare with other numbers',
  description: 'What differs in the design with other numbers in the brief.',
  input: Type.Object({
    brief,
    changes: Type.String({ description: 'Such as orders.rate=10x,availability=99.9%' }),
  }),
  annotations: reads,
  async run(input) {
    return { text: await differenceOf(await readNamed(input.brief), input.changes) }
  },
})

const readDocument = tool({
  name: 'read_document',
  title: 'Read a document of a design',
  description:
    'A document or deployment file of a design, whole: the proposal, a diagram, a runbook, DDL, alert rules.',
  input: Type.Object({
    brief,
    path: Type.String({ description: 'A path that design lists, such as docs/proposal.md' }),
  }),
  annotations: reads,
  async run(input) {
    const { documentOf } = await import('./overview.ts')
    return { text: documentOf(design(await readNamed(input.brief)), input.path) }
  },
})

const build = tool({
  name: 'build',
  title: 'Build the backend',
  description:
    'Writes the backend of a brief into a folder: TypeScript that runs, contracts, documents, deployment files. Again on a changed brief: the files of src/modules stay.',
  input: Type.Object({
    brief,
    directory: Type.String({
      minLength: 1,
      description: 'A new or empty folder, or one built before',
    }),
  }),
  annotations: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ brief: argument, directory: out }, { progress }) {
    const { summary } = await buildProject(await readNamed(argument), { argument, out, progress })
    return { text: summary }
  },
})

const prove = tool({
  name: 'prove',
  title: 'Prove a built project',
  description:
    'Runs a built and installed project (npm install in its folder first) under load and faults and checks each claim of its brief: asked, predicted, measured, verdict. Takes minutes and the whole machine; the evidence stays in the folder.',
  input: Type.Object({
    directory: project,
    full: Type.Optional(
      Type.Boolean({
        description: 'All faults and a long load, about an hour; otherwise a few minutes',
      }),
    ),
  }),
  annotations: { destructiveHint: false, openWorldHint: false },
  async run({ directory, full }, { progress, signal }) {
    const prover = await import('@archwright/prover')
    const evidence = await prover.prove(directory, { quick: !full, signal, progress })
    await prover.writeEvidence(directory, evidence)
    return { text: claimTable(evidence), fellShort: !prover.verdictOf(evidence) }
  },
})

const review = tool({
  name: 'review',
  title: 'Review what exists',
  description:
    'Objects to an OpenAPI or AsyncAPI document, SQL with migrations, a Compose or Kubernetes file, TypeScript or a design as an architect would: place, rule, why, what instead.',
  input: Type.Object({
    path: Type.String({ minLength: 1, description: 'A file, or a folder that is walked' }),
  }),
  annotations: reads,
  async run(input, { progress }) {
    const reviewer = await import('@archwright/reviewer')
    const reviewed = await reviewer.review(input.path, { progress })
    const fellShort = reviewed.findings.some(({ severity }) => severity === 'error')
    return { text: reviewer.asText(reviewed), fellShort }
  },
})

const contract = { minLength: 1, description: 'A contract or a folder of contracts' }

const diff = tool({
  name: 'diff',
  title: 'Compare contracts',
  description:
    'What a change of OpenAPI, AsyncAPI, GraphQL or .proto breaks, whom, and what would be right.',
  input: Type.Object({ old: Type.String(contract), new: Type.String(contract) }),
  annotations: reads,
  async run(input) {
    const differ = await import('@archwright/differ')
    const difference = await differ.diff(input.old, input.new, { consumers: [] })
    const fellShort = difference.changes.some(({ severity }) => severity === 'breaking')
    return { text: differ.asText(difference), fellShort }
  },
})

/** What a coding agent may ask, in the order of the work. */
export const tools = [
  readBrief,
  designBackend,
  explainDecision,
  whatIf,
  readDocument,
  build,
  prove,
  review,
  diff,
]
