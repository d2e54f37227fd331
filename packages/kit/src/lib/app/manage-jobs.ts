import { openDatabase } from '../data/database.ts'
import { deadJobs, replayJobs } from '../jobs/dead-jobs.ts'
import { projectDatabase } from './project-database.ts'
import type { AppOptions } from './start-app.ts'

const help = `dead [module.job]    the jobs that failed as often as they may, a JSON line each
replay [module.job]  gives them all their tries again, now
`

/** Shows or replays dead jobs of a system, of one name or all. Answers false when it does not know the command. */
export async function manageJobs(
  options: Omit<AppOptions, 'modules'>,
  [command, name]: readonly string[],
): Promise<boolean> {
  if (command !== 'dead' && command !== 'replay') {
    process.stderr.write(help)
    return false
  }
  await using opened = new AsyncDisposableStack()
  const url = await projectDatabase(options, opened)
  const database = opened.adopt(openDatabase(url, options.wiring.database), (open) => open.close())
  if (command === 'dead') {
    for (const job of await deadJobs(database.sql, name)) write(job)
  } else write({ replayed: await replayJobs(database.sql, name) })
  return true
}

function write(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
