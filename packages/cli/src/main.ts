/** The `archwright` command. */

import { endWithReader } from './lib/end-with-reader.ts'
import { runCommand } from './lib/program.ts'

endWithReader()
process.exitCode = await runCommand(process.argv.slice(2))
