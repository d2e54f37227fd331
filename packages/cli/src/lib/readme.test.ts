import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { archwright, examples } from './testing/archwright.ts'

const root = path.resolve(examples, '..')
const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
const commands = Array.from(
  readme.matchAll(/^npx archwright (.+?)(?:\s+#.*)?$/gm),
  ([, rest = '']) => rest.trim().split(/\s+/),
)

describe('each command of the README', () => {
  it('is there to be run', () => {
    assert.ok(commands.length >= 5)
  })

  for (const args of commands)
    it(`does what it says: archwright ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await archwright(args, { cwd: root })
      assert.equal(code, 0, stderr)
      assert.ok(stdout.length > 50)
    })
})
