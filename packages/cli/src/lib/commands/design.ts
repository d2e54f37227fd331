import { design } from '@archwright/designer'
import type { Design } from '@archwright/model'
import { proposal } from '@archwright/writer'
import type { Command } from 'commander'

import { readInput } from '../read-input.ts'

export function addDesign(program: Command): void {
  program
    .command('design')
    .description('prints the proposal for a brief, or the whole design as JSON')
    .argument('[brief]', 'a file, the prose itself, or - for standard input')
    .option('--json', 'the design as JSON')
    .action(async (argument: string | undefined, options: { json?: true }) => {
      const designed = design(await readInput(argument))
      process.stdout.write(
        options.json ? `${JSON.stringify(answerOf(designed), null, 2)}\n` : proposal(designed),
      )
    })
}

/** The design with what was read (facts, assumptions, not understood) on top, for programs. */
function answerOf(designed: Design): object {
  const { brief, ...rest } = designed
  const { facts, assumptions, notUnderstood } = brief
  return { brief, facts, assumptions, notUnderstood, ...rest }
}
