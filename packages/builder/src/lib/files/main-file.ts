import type { Design } from '@archwright/model'

import { type BuiltFile, ours } from '../built-file.ts'
import { namesOf } from '../written/names.ts'

/** The programs of a project: its processes, its contracts, their client and mock, what its next start would migrate, its dead jobs, its development database. */
export function mainFiles(
  names: readonly string[],
  { rpoSeconds, rtoSeconds }: Design['brief']['objectives'],
): BuiltFile[] {
  return [
    program('src/modules.ts', modulesFile(names)),
    program('src/main.ts', mainFile),
    program('src/contracts.ts', contractsFile),
    program('src/client.ts', clientFile(names)),
    program('src/mock.ts', mockFile),
    program('src/migrations.ts', migrationsFile),
    program(
      'src/drill.ts',
      drillFile({ rpoSeconds: rpoSeconds ?? 300, rtoSeconds: rtoSeconds ?? 3_600 }),
    ),
    program('src/jobs.ts', jobsFile),
    program('src/postgres.ts', postgresFile),
  ]
}

const header = "// Archwright's: regenerated from brief.yaml.\n"

function program(path: string, text: string): BuiltFile {
  return ours(path, header + text)
}

function modulesFile(names: readonly string[]): string {
  const imports = names
    .toSorted()
    .map((name) => `import { create as ${factoryOf(name)} } from './modules/${name}/index.ts'`)
  return `import type { ModuleFactory } from '@archwright/kit/app'

${imports.join('\n')}

export const modules: Record<string, ModuleFactory> = {
${names.map((name) => `  ${name}: ${factoryOf(name)},`).join('\n')}
}
`
}

function factoryOf(name: string): string {
  return `create${namesOf(name).type}`
}

const mainFile = `import { runProcess } from '@archwright/kit/app'

import { modules } from './modules.ts'
import { wiring } from './wiring.ts'

// The process that PROCESS names; without it, the modules of all of them. Prints a JSON line when it is ready.
const directory = new URL('..', import.meta.url)
await runProcess({ modules, wiring, variables: process.env, directory })
`

const contractsFile = `import { writeContracts } from '@archwright/kit/app'

import { modules } from './modules.ts'
import { wiring } from './wiring.ts'

// Writes contracts/ from the modules' own definitions: run it after a change of a contract.ts.
await writeContracts({ modules, wiring, directory: new URL('../contracts/', import.meta.url) })
`

function clientFile(names: readonly string[]): string {
  const all = names.toSorted().map((name) => ({ name, binding: namesOf(name).binding }))
  const imports = all.map(
    ({ name, binding }) => `import * as ${binding} from './modules/${name}/contract.ts'`,
  )
  return `import { type ClientOptions, createClient as create } from '@archwright/kit/client'

${imports.join('\n')}

const contracts = { ${all.map(({ binding }) => binding).join(', ')} }

/** Calls of this backend, typed by its contracts, from wherever there is \`fetch\`: browsers, other programs, its tests. */
export function createClient(options: ClientOptions) {
  return create(contracts, options)
}
`
}

const mockFile = `import { runMock } from '@archwright/kit/mock'

import { modules } from './modules.ts'
import { wiring } from './wiring.ts'

// Answers every operation with an example of its contract, for those who write its callers; nothing is kept.
await runMock({ modules, wiring, variables: process.env, directory: new URL('..', import.meta.url) })
`

const migrationsFile = `import { reviewMigrations } from '@archwright/kit/app'

import { modules } from './modules.ts'
import { wiring } from './wiring.ts'

// Prints what the next start would apply, the locks that takes, and what speaks against it while the release before runs.
const directory = new URL('..', import.meta.url)
const isSafe = await reviewMigrations({ modules, wiring, variables: process.env, directory })
if (!isSafe) process.exitCode = 1
`

const jobsFile = `import { manageJobs } from '@archwright/kit/app'

import { wiring } from './wiring.ts'

// Shows the jobs that failed for good (\`npm run jobs dead\`), or gives them all their tries again (\`npm run jobs replay\`).
const directory = new URL('..', import.meta.url)
const isKnown = await manageJobs({ wiring, variables: process.env, directory }, process.argv.slice(2))
if (!isKnown) process.exitCode = 2
`

function drillFile({ rpoSeconds, rtoSeconds }: { rpoSeconds: number; rtoSeconds: number }): string {
  return `import { runDrill } from '@archwright/kit/app'

import { modules } from './modules.ts'
import { wiring } from './wiring.ts'

// Backs up, plants disasters and restores, on servers of its own; measures against what the brief allows.
const objectives = { rpoSeconds: ${rpoSeconds}, rtoSeconds: ${rtoSeconds} }
const isMet = await runDrill({ modules, wiring, directory: new URL('..', import.meta.url) }, objectives)
if (!isMet) process.exitCode = 1
`
}

const postgresFile = `import { parseArgs } from 'node:util'

import { servePostgres } from '@archwright/kit/postgres'

import { wiring } from './wiring.ts'

// A development PostgreSQL: prints a JSON line when it is ready, ends with SIGTERM.
const { values } = parseArgs({
  options: { directory: { type: 'string', default: '.data/postgres' }, port: { type: 'string', default: '0' } },
})
await servePostgres({
  directory: values.directory,
  port: Number(values.port),
  logicalDecoding: wiring.capture !== undefined,
})
`
