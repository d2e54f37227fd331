/** The `archwright` command. */

import { runCommand } from './lib/program.ts'

process.exitCode = await runCommand(process.argv.slice(2))
