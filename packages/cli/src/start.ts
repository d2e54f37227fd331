/** `npm start`: from a brief to a proven backend that runs, in one command. */

import { runToEnd } from './lib/program.ts'
import { start } from './lib/start/start.ts'

process.exitCode = await runToEnd(() => start(process.argv.slice(2)))
