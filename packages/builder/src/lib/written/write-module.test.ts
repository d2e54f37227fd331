import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import type { Entity, Operation } from '@archwright/model'
import { eventOf } from '@archwright/model/light'

import { sampleBrief, sampleOperation } from '../testing/sample-brief.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { defineWrittenModule } from './define-module.ts'
import { writeModule } from './write-module.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../../..', import.meta.url))

describe('a written module', () => {
  it('type-checks, and passes the tests written with it, whatever words the brief uses', async () => {
    await using folder = await temporaryFolder()
    const modules = [...plainModules, oddModule].map(({ module, entity, verbs, actor }) => {
      const operations = verbs.map((verb) =>
        operationOf(module, verb, { actor, entity: entity.name ?? '' }),
      )
      const events = operations.map(({ name }) => eventOf(name))
      const brief = sampleBrief([{ module, ...entity }], operations)
      const { definition, left } = defineWrittenModule(module, brief, events)
      assert.ok(definition, `${module} is written`)
      assert.deepEqual(left, [])
      return definition
    })
    const files = modules.flatMap(writeModule)
    await place(folder.path, files)

    await run(path.join(root, 'node_modules/.bin/tsc'), ['-p', folder.path]).catch(report)
    const tests = files.map((file) => file.path).filter((file) => file.endsWith('.test.ts'))
    assert.equal(tests.length, modules.length)
    await run(process.execPath, ['--test', ...tests], {
      cwd: folder.path,
      env: ownEnvironment,
    }).catch(report)
  })

  it('comes out the same every time', () => {
    const [sample] = plainModules
    assert.ok(sample)
    const write = () => {
      const operation = operationOf('rides', 'createTrip', { actor: 'user', entity: 'Trip' })
      const { definition } = defineWrittenModule('rides', sampleBrief([{}], [operation]), [])
      assert.ok(definition)
      return writeModule(definition)
    }

    assert.deepEqual(write(), write())
  })
})

interface Sample {
  module: string
  entity: Partial<Entity>
  verbs: string[]
  actor: string
}

const plainModules: Sample[] = [
  {
    module: 'rides',
    entity: { name: 'Trip' },
    verbs: ['listTrips', 'getTrip', 'createTrip'],
    actor: 'user',
  },
  {
    module: 'telemetry',
    entity: { name: 'Reading', shape: 'series' },
    verbs: ['listReadings', 'getReading', 'recordReading'],
    actor: 'device',
  },
  {
    module: 'audit',
    entity: { name: 'Entry', shape: 'event' },
    verbs: ['listEntries', 'getEntry', 'logEntry'],
    actor: 'worker',
  },
  {
    module: 'boards',
    entity: { name: 'Note' },
    verbs: ['listNotes', 'getNote', 'postNote'],
    actor: 'visitor',
  },
  {
    module: 'projects',
    entity: { name: 'Project', perTenant: true },
    verbs: ['listProjects', 'getProject', 'createProject'],
    actor: 'user',
  },
  {
    module: 'meters',
    entity: { name: 'Measure', shape: 'series', perTenant: true },
    verbs: ['listMeasures', 'getMeasure', 'recordMeasure'],
    actor: 'visitor',
  },
  { module: 'archive', entity: { name: 'Page' }, verbs: ['listPages', 'getPage'], actor: 'clerk' },
]

/** Every name is a word of TypeScript, of SQL or of the written code itself. */
const oddModule: Sample = {
  module: 'select',
  entity: {
    name: 'Class',
    fields: ['order', 'class', 'sql', 'row', 'default', 'from', 'endsAt', 'isNew'],
  },
  verbs: ['list', 'get', 'create'],
  actor: 'user',
}

function operationOf(
  module: string,
  verb: string,
  about: { actor: string; entity: string },
): Operation {
  const kind = /^(list|get)/.test(verb) ? 'query' : 'command'
  return sampleOperation(kind, `${module}.${verb}`, about)
}

async function place(folder: string, files: ReturnType<typeof writeModule>): Promise<void> {
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir')
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
  const settings = { extends: path.join(root, 'tsconfig.base.json'), include: ['src'] }
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(settings))
  for (const file of files) {
    const target = path.join(folder, file.path)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, file.content)
  }
}

/** Without the runner's own variable, which would make the inner run report to this one. */
const { NODE_TEST_CONTEXT: _, ...ownEnvironment } = process.env

function report({ stdout, stderr }: { stdout: string; stderr: string }): never {
  assert.fail(`${stdout}\n${stderr}`)
}
