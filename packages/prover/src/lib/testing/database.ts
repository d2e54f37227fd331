import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import pg from 'pg'

/** A database of a test's own with the schemas of some modules, on the tests' shared PostgreSQL. */
export interface TestDatabase {
  client: pg.Client
  [Symbol.asyncDispose](): Promise<void>
}

// The prover may not import the kit, and takes its test server as it takes a project: as a process.
const program = `
  const { testDatabase } = await import('@archwright/kit/postgres')
  const database = await testDatabase()
  console.log(database.url)
  process.stdin.resume().on('end', async () => {
    await database[Symbol.asyncDispose]()
    process.exit()
  })`

/** Opens a database and applies the first migration of each module. */
export async function openTestDatabase(modules: readonly string[]): Promise<TestDatabase> {
  const keeper = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = await once(createInterface({ input: keeper.stdout }), 'line')
  const client = new pg.Client({ connectionString: String(url) })
  await client.connect()
  for (const module of modules) await client.query(await readMigration(module))
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.end()
      keeper.stdin.end()
      await once(keeper, 'exit')
    },
  }
}

function readMigration(module: string): Promise<string> {
  const folder = new URL(`../../../../modules/src/${module}/migrations/`, import.meta.url)
  return readFile(new URL(`0001_${module}.sql`, folder), 'utf8')
}
