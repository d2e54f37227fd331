import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { checkExports } from './exports.ts'
import { findIn } from './planted.ts'

const manifest = 'packages/kit/package.json'
const exporting = (exports: Record<string, string>) => JSON.stringify({ exports })

describe('checkExports', () => {
  it('accepts an entry that re-exports by name', () => {
    const files = {
      [manifest]: exporting({ '.': './src/index.ts' }),
      'packages/kit/src/index.ts': `/** Doc. */\nexport { type A, b } from './lib/a.ts'`,
    }

    assert.deepEqual(findIn(files, checkExports), [])
  })

  it('refuses a key whose file does not exist', () => {
    assert.deepEqual(findIn({ [manifest]: exporting({ './x': './src/x.ts' }) }, checkExports), [
      `${manifest}:1: \`./x\` names ./src/x.ts, which does not exist`,
    ])
  })

  it('refuses a key that opens the inside', () => {
    const files = {
      [manifest]: exporting({ './x': './src/lib/x.ts' }),
      'packages/kit/src/lib/x.ts': '',
    }

    assert.match(findIn(files, checkExports)[0] ?? '', /not at the top of src/)
  })

  it('refuses an entry with code of its own', () => {
    const files = {
      [manifest]: exporting({ '.': './src/index.ts' }),
      'packages/kit/src/index.ts': `export { a } from './lib/a.ts'\nexport const b = 1`,
    }

    assert.match(findIn(files, checkExports)[0] ?? '', /index.ts:2: an entry file only re-exports/)
  })

  it('refuses a package that exports everything by not saying what', () => {
    assert.match(findIn({ [manifest]: '{}' }, checkExports)[0] ?? '', /no `exports`/)
  })

  it('lets domain modules make what they export', () => {
    const files = {
      'packages/modules/package.json': exporting({ './*': './src/*/index.ts' }),
      'packages/modules/src/orders/index.ts': 'export const orders = {}',
    }

    assert.deepEqual(findIn(files, checkExports), [])
  })
})
