import type { Command } from 'commander'

import { readInput } from '../read-input.ts'

export function addBrief(program: Command): void {
  program
    .command('brief')
    .description(
      'prints the brief as it was understood, with assumptions and what was not understood, as YAML',
    )
    .argument('[brief]', 'a file, the prose itself, or - for standard input')
    .option('--json', 'as JSON')
    .action(async (argument: string | undefined, options: { json?: true }) => {
      const brief = await readInput(argument)
      const { writeYaml } = await import('@archwright/reader/yaml')
      process.stdout.write(options.json ? `${JSON.stringify(brief, null, 2)}\n` : writeYaml(brief))
    })
}
