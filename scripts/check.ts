// npm run check [-- lint|types|budget|arrows|cycles|exports|lock|documents|schemas|capabilities|unused|all]
//
// Checks the repository in the current folder. Each check prints what it objects to, one line each,
// and the program ends with 1.

import { spawnSync } from 'node:child_process'
import path from 'node:path'

import { checkArrows } from './arrows.ts'
import { checkBudget, describeSizes } from './budget.ts'
import { checkCapabilities } from './capabilities.ts'
import { checkCycles } from './cycles.ts'
import { checkDocuments } from './documents.ts'
import { checkExports } from './exports.ts'
import { checkLock, readLock } from './lock.ts'
import { checkSchemas } from './schemas.ts'
import { type Finding, readSources, type SourceFile } from './sources.ts'

const TOOL_LIMIT_MS = 5 * 60_000
const root = process.cwd()
const tools = path.resolve(import.meta.dirname, '../node_modules/.bin')

/** Reading and parsing all sources takes a moment; `lint` and `types` do without. */
let sources: SourceFile[] | undefined
const ownSources = () => {
  sources ??= readSources(root)
  return sources
}

const checks: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  lint: () => runTool('biome', 'check', '--error-on-warnings'),
  types: () => runTool('tsc', '--project', '.'),
  budget: () => report(checkBudget(ownSources()), describeSizes(ownSources())),
  arrows: () => report(checkArrows(ownSources(), root)),
  cycles: () => report(checkCycles(ownSources(), root)),
  exports: () => report(checkExports(ownSources(), root)),
  lock: () => report(checkLock(readLock(root))),
  documents: () => report(checkDocuments(root)),
  schemas: () => report(checkSchemas(root)),
  capabilities: async () => report(await checkCapabilities(root)),
  unused: () => runTool('knip', '--no-progress', '--no-config-hints'),
}

const [wanted = 'all', ...rest] = process.argv.slice(2)
const names = wanted === 'all' ? Object.keys(checks) : [wanted, ...rest]
const failed: string[] = []
for (const name of names) if (!(await runCheck(name))) failed.push(name)
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`)
  process.exitCode = 1
}

async function runCheck(name: string): Promise<boolean> {
  const check = checks[name]
  if (!check) {
    console.error(
      `no check is called \`${name}\`; there are ${Object.keys(checks).join(', ')}, all`,
    )
    process.exit(2)
  }
  const start = performance.now()
  const passed = await check()
  console.log(`${passed ? '✔' : '✖'} ${name} (${Math.round(performance.now() - start)} ms)`)
  return passed
}

function report(findings: readonly Finding[], summary = ''): boolean {
  for (const { file, line, problem } of findings) console.error(`${file}:${line}: ${problem}`)
  if (summary) console.log(summary)
  return findings.length === 0
}

function runTool(tool: string, ...args: string[]): boolean {
  const { status, error } = spawnSync(path.join(tools, tool), args, {
    cwd: root,
    stdio: 'inherit',
    timeout: TOOL_LIMIT_MS,
  })
  if (error) console.error(`${tool}: ${error.message}`)
  return status === 0
}
