import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { build } from '@archwright/builder'
import { design } from '@archwright/designer'
import { InputError } from '@archwright/model/light'
import { prove, verdictOf, writeEvidence } from '@archwright/prover'
import { writeYaml } from '@archwright/reader/yaml'

import { claimTable } from '../claim-table.ts'
import type { ExitCode } from '../exit-code.ts'
import { progress } from '../progress.ts'
import { readInput } from '../read-input.ts'
import { untilInterrupted } from '../until-interrupted.ts'
import { installProject } from './install-project.ts'
import { serve } from './serve.ts'
import { decisionSummary } from './summary.ts'

const root = fileURLToPath(new URL('../../../../..', import.meta.url))
const exampleBrief = path.join(root, 'examples/shop.md')

/** Designs, builds, installs, proves, then serves the backend and its page until Ctrl-C (or `--exit`). */
export async function start(args: readonly string[]): Promise<ExitCode> {
  const { positionals, exit, out } = readArguments(args)
  const signal = untilInterrupted()
  const brief = await readInput(positionals[0] ?? exampleBrief)
  progress(`read the brief: ${brief.title}`)
  const designed = design(brief)
  const target = path.resolve(out ?? path.join(root, 'out', designed.system))
  process.stdout.write(decisionSummary(designed))

  await build(designed, { out: target, briefYaml: writeYaml(brief), progress })
  await installProject(target, { progress, signal })
  const evidence = await prove(target, { glance: true, signal, progress })
  await writeEvidence(target, evidence)
  process.stdout.write(`\n${claimTable(evidence)}\n`)
  process.stdout.write(
    `project   ${target}\nproposal  ${target}/docs/proposal.md\nevidence  ${target}/evidence/evidence.md\n`,
  )
  const code: ExitCode = verdictOf(evidence) ? 0 : 1
  if (exit || signal.aborted) return code
  await serve(target, { progress, signal })
  return code
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { exit: { type: 'boolean', default: false }, out: { type: 'string' } },
    })
    return { positionals, ...values }
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    const right = 'npm start -- ["brief" | file] [--exit] [--out DIR]'
    throw new InputError([{ where: 'npm start', what, right }])
  }
}
