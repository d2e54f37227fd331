import { InputError } from '@archwright/model/light'
import { Command, CommanderError } from 'commander'

import { addBrief } from './commands/brief.ts'
import { addBuild } from './commands/build.ts'
import { addDesign } from './commands/design.ts'
import { addDiff } from './commands/diff.ts'
import { addMcp } from './commands/mcp.ts'
import { addMock } from './commands/mock.ts'
import { addProve } from './commands/prove.ts'
import { addReview } from './commands/review.ts'
import { addStudio } from './commands/studio.ts'
import type { ExitCode } from './exit-code.ts'
import { problemLines } from './problem-lines.ts'

/** Runs one command line and says how to exit. Results go to standard output, all else to standard error. */
export async function runCommand(args: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = 0
  const program = new Command('archwright')
    .description('From a brief to a backend that proves its own design.')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError()
  const finish = (code: ExitCode) => {
    exit = code
  }
  for (const add of [
    addBrief,
    addDesign,
    addBuild,
    addProve,
    addReview,
    addDiff,
    addMock,
    addStudio,
    addMcp,
  ])
    add(program, finish)
  return runToEnd(async () => {
    await program.parseAsync(args, { from: 'user' })
    return exit
  })
}

/** Runs work and turns what it throws into a message and an exit code. */
export async function runToEnd(work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    return exitOf(error)
  }
}

function exitOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof InputError) {
    process.stderr.write(problemLines(error))
    return 2
  }
  process.stderr.write(
    `archwright: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return 70
}
