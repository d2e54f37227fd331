import type { Command } from 'commander'

import type { ExitCode } from '../exit-code.ts'
import { progress } from '../progress.ts'

interface Options {
  json?: true
  sarif?: true
  rules?: true
}

export function addReview(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('review')
    .description(
      'objects to an existing contract, schema, deployment, code or design as an architect would',
    )
    .argument('[path]', 'a file, or a folder that is walked', '.')
    .option('--json', 'the findings as JSON')
    .option('--sarif', 'the findings as SARIF 2.1.0')
    .option('--rules', 'the rules as a Markdown table; reviews nothing')
    .action(async (target: string, options: Options) => {
      const { asSarif, asText, review, rulesTable } = await import('@archwright/reviewer')
      if (options.rules) {
        process.stdout.write(rulesTable())
        return
      }
      const reviewed = await review(target, { progress })
      if (options.sarif) process.stdout.write(`${JSON.stringify(asSarif(reviewed), null, 2)}\n`)
      else if (options.json) process.stdout.write(`${JSON.stringify(reviewed, null, 2)}\n`)
      else process.stdout.write(asText(reviewed))
      finish(reviewed.findings.some(({ severity }) => severity === 'error') ? 1 : 0)
    })
}
