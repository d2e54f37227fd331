import { join } from 'node:path'

import { startPostgres } from '../postgres/start-postgres.ts'
import { openSecrets } from '../secrets/secrets.ts'
import { readSettings } from './settings.ts'
import type { AppOptions } from './start-app.ts'

/** The address of a project's database for its scripts: DATABASE_URL, or the embedded one, which runs until `opened` ends. */
export async function projectDatabase(
  { wiring, variables, directory }: Pick<AppOptions, 'wiring' | 'variables' | 'directory'>,
  opened: AsyncDisposableStack,
): Promise<string> {
  using secrets = await openSecrets(variables, () => {})
  const { databaseUrl, dataFolder } = readSettings(
    { ...variables, NODE_ENV: 'development' },
    directory,
    Object.keys(wiring.processes),
    secrets,
  )
  if (databaseUrl) return databaseUrl()
  return opened.use(await startPostgres({ directory: join(dataFolder, 'postgres') })).url
}
