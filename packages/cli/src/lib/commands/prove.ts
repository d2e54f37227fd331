import type { FaultKey } from '@archwright/prover'
import { type Command, InvalidArgumentError } from 'commander'

import { claimTable } from '../claim-table.ts'
import type { ExitCode } from '../exit-code.ts'
import { progress } from '../progress.ts'
import { untilInterrupted } from '../until-interrupted.ts'

interface Options {
  quick?: true
  seconds?: number
  faults?: FaultKey[]
  next?: string
  json?: true
}

export function addProve(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('prove')
    .description(
      'runs the backend under load and faults and checks each claim; exits 1 when one falls short',
    )
    .argument('<dir>', 'the folder of a built project')
    .option('--quick', 'a minute of load, three faults, a short saturation')
    .option('--seconds <n>', 'length of the steady load', seconds)
    .option('--faults <names...>', 'only these faults: processKill, rollingRestart, …')
    .option('--next <dir>', 'the next release: the roll-out under load goes to it and back')
    .option('--json', 'the evidence as JSON')
    .action(async (directory: string, options: Options) => {
      const { prove, verdictOf, writeEvidence } = await import('@archwright/prover')
      const { json, ...rest } = options
      const evidence = await prove(directory, { ...rest, signal: untilInterrupted(), progress })
      await writeEvidence(directory, evidence)
      process.stdout.write(json ? `${JSON.stringify(evidence, null, 2)}\n` : claimTable(evidence))
      finish(verdictOf(evidence) ? 0 : 1)
    })
}

function seconds(text: string): number {
  const value = Number(text)
  if (!(value >= 1 && value <= 86_400))
    throw new InvalidArgumentError('give seconds from 1 to 86400')
  return value
}
