import type { Command } from 'commander'

import type { ExitCode } from '../exit-code.ts'

interface Options {
  json?: true
  consumer?: string[]
}

export function addDiff(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('diff')
    .description('says what a change of contracts breaks, and whom; exit code 1 on a break')
    .argument('<old>', 'a contract, or a folder of them: OpenAPI, AsyncAPI, GraphQL, .proto')
    .argument('<new>', 'what it is compared with')
    .option('--json', 'the changes as JSON')
    .option(
      '--consumer <file...>',
      'what consumers were recorded to use: breaks name those they hit',
    )
    .action(async (old: string, young: string, { json, consumer = [] }: Options) => {
      const { asText, diff } = await import('@archwright/differ')
      const difference = await diff(old, young, { consumers: consumer })
      process.stdout.write(json ? `${JSON.stringify(difference, null, 2)}\n` : asText(difference))
      finish(difference.changes.some(({ severity }) => severity === 'breaking') ? 1 : 0)
    })
}
