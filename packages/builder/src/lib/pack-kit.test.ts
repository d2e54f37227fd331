import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

import { compileKit } from './pack-kit.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const run = promisify(execFile)

describe('the packed kit', () => {
  it('has the same bytes each time, with migrations and types, without tests', async () => {
    await using folder = await temporaryFolder()
    const content = await compileKit()
    const again = await compileKit()

    assert.ok(Buffer.from(content).equals(again))

    await writeFile(path.join(folder.path, 'kit.tgz'), content)
    const { stdout } = await run('tar', ['tzf', 'kit.tgz'], { cwd: folder.path })
    const names = stdout.split('\n').filter((name) => name !== '')
    for (const wanted of [
      'index.js',
      'index.d.ts',
      'testing.js',
      'lib/data/migrations/0001_kit.sql',
    ]) {
      assert.ok(names.includes(`package/dist/${wanted}`), `${wanted} is in it`)
    }
    assert.deepEqual(
      names.filter((name) => /\.test\.|\.fixture\.|src\//.test(name)),
      [],
    )
  })
})
