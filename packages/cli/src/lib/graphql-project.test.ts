import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { build } from '@archwright/builder'
import { design } from '@archwright/designer'
import { testDatabase } from '@archwright/kit/postgres'
import { readBrief } from '@archwright/reader'
import { writeYaml } from '@archwright/reader/yaml'

import { temporaryFolder } from './testing/temporary-folder.ts'

const libraries = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

it('a shop for which GraphQL was decided answers GraphQL, as its wiring says', async () => {
  await using folder = await temporaryFolder()
  const brief = await readBrief('An online shop with a GraphQL API for its pages.')
  await build(design(brief, { sensitivity: false }), {
    out: folder.path,
    briefYaml: writeYaml(brief),
  })
  await symlink(libraries, path.join(folder.path, 'node_modules'), 'dir')
  await using database = await testDatabase()
  const started = spawn(process.execPath, ['src/main.ts'], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: database.url },
  })
  try {
    const answer = await fetch(await graphqlUrl(started), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
      signal: AbortSignal.timeout(30_000),
    })
    assert.deepEqual(await answer.json(), { data: { __typename: 'Query' } })
  } finally {
    const ended = once(started, 'exit')
    if (started.exitCode === null && started.kill('SIGTERM')) await ended
  }
})

async function graphqlUrl(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout)
  const line = once(createInterface({ input: child.stdout }), 'line')
  const ended = once(child, 'exit').then(([code]) => assert.fail(`ended with ${code}`))
  const [ready] = await Promise.race([line, ended])
  return JSON.parse(String(ready)).urls.graphql
}
