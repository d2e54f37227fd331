import assert from 'node:assert/strict'
import { it } from 'node:test'

import { inertEnvironment } from '@archwright/kit/app'
import { testServer } from '@archwright/kit/postgres'
import { migrationFolders, rehearse } from '@archwright/kit/testing'

import { readyModule, readyModules } from './ready.ts'

it('no migration of the kit or a ready module speaks against being applied under load', async () => {
  const modules = readyModules.map((name) => readyModule(name)(inertEnvironment))

  const rehearsed = await rehearse((await testServer()).url, migrationFolders(modules))

  assert.ok(rehearsed.length > readyModules.length)
  const objected = rehearsed.filter(
    ({ objections, accepted }) => objections.length > 0 && accepted === undefined,
  )
  assert.deepEqual(
    objected.map(({ name, objections }) => ({ name, objections })),
    [],
  )
})
