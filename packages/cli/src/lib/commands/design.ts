import { design } from '@archwright/designer'
import type { Design } from '@archwright/model'
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
      process.stdout.write(options.json ? json(designed) : await prose(designed))
    })
}

/** Loaded here: a program that asks for JSON does not wait for the documents' renderers. */
async function prose(designed: Design): Promise<string> {
  const { proposal } = await import('@archwright/writer')
  return proposal(designed)
}

/** The design with what was read (facts, assumptions, not understood) on top, for programs. */
function json(designed: Design): string {
  const { brief, ...rest } = designed
  const { facts, assumptions, notUnderstood } = brief
  return `${JSON.stringify({ brief, facts, assumptions, notUnderstood, ...rest }, null, 2)}\n`
}
