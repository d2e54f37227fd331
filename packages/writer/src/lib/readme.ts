import type { Design } from '@archwright/model'

import { diagramNames, paths, relativeTo, runbookNames } from './paths.ts'
import { summaryOf } from './proposal/summary.ts'
import { blocks, code, fenced, heading, link, prose, table } from './text/markdown.ts'

/** README.md of a built project, for somebody who has never heard of Archwright. */
export function readme(design: Design): string {
  const text = blocks(
    heading(1, prose(design.title)),
    prose(design.brief.summary),
    prose(design.summary),
    table(
      [{ title: 'Number' }, { title: 'Value', align: 'right' }],
      summaryOf(design).map(({ name, value }) => [prose(name), prose(value)]),
    ),
    heading(2, 'Run it'),
    fenced(
      'sh',
      'npm install\nnpm start      # an embedded PostgreSQL in .data/, no other server needed\nnpm test',
    ),
    'It needs npm and Node 20 or newer; Node 24, which runs it, comes as a package. `npm start` prints one line of JSON with the addresses once it is ready. Real servers are named by environment variables; [.env.example](.env.example) lists them all. With containers:',
    fenced(
      'sh',
      'cp .env.example .env    # and choose POSTGRES_PASSWORD\ndocker compose up --build\ndocker compose --profile observability up    # with Prometheus on port 9090, Grafana on 3001',
    ),
    heading(2, 'Where things are'),
    placesTable(design),
    heading(2, 'Which files are yours'),
    '`src/modules/`, `brief.yaml`, `package.json`, `tsconfig.json` and `.gitignore` are yours from the first day: contracts, code, schemas, migrations and tests are never rewritten. The other files are written from `brief.yaml`, and nearly all say so in their first line; the next build replaces them, so an edit there does not last.',
    heading(2, 'Change a decision'),
    `Each decision has a record in ${code('docs/decisions/')} with its options, its reasons and the number at which it changes. Put the new number or constraint into ${code('brief.yaml')} and build again:`,
    fenced(
      'sh',
      'npx archwright design brief.yaml --what-if orders.rate=10x   # what would change\nnpx archwright build brief.yaml --out .                       # wiring, deployment and documents follow',
    ),
    decisionTable(design),
    heading(2, 'Is it as good as designed?'),
    `${code('npx archwright prove .')} loads the running backend at the rates of the brief, kills processes and restarts the database under load, checks who may do what, and writes what it measured to ${code('evidence/')}.`,
  )
  return `${text}\n`
}

function placesTable(design: Design): string {
  const modules = design.modules.map(({ name }) => name).join(', ')
  const rows = [
    [code('src/modules/'), `The modules: ${prose(modules)}`],
    [code('src/wiring.ts'), 'Which modules run in which process, with which engines and numbers'],
    [code('src/main.ts'), 'The start of a process'],
    [code('contracts/'), 'OpenAPI and AsyncAPI, written from the modules'],
    [link(code(paths.proposal), paths.proposal), 'The design and its arithmetic'],
    [
      link(code('docs/diagrams/'), paths.diagram(diagramNames.container)),
      'Context, containers, modules, sagas, deployment',
    ],
    [
      link(code('docs/runbooks/'), paths.runbook(runbookNames.processKilled)),
      'What to do when something fails',
    ],
    [link(code(paths.compose), paths.compose), 'The system in containers'],
    [link(code('deploy/prometheus/'), paths.alerts), 'Scraping, recording rules and alerts'],
    [code('evidence/'), 'What was measured on the running backend'],
  ]
  return table([{ title: 'Path' }, { title: 'What it is' }], rows)
}

function decisionTable({ decisions }: Design): string {
  return table(
    [{ title: 'Decision' }, { title: 'Question' }, { title: 'Chosen' }],
    decisions.map((each) => [
      link(each.id, relativeTo(paths.readme, paths.decision(each))),
      prose(each.question),
      prose(each.chosen),
    ]),
  )
}
