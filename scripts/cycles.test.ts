import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { checkCycles } from './cycles.ts'
import { findIn } from './planted.ts'

describe('checkCycles', () => {
  it('finds a circle through three files and names its way', () => {
    const files = {
      'packages/kit/src/a.ts': `import { b } from './b.ts'`,
      'packages/kit/src/b.ts': `export { c } from './lib/c.ts'`,
      'packages/kit/src/lib/c.ts': `import { a } from '../a.ts'`,
    }

    assert.deepEqual(findIn(files, checkCycles), [
      'packages/kit/src/a.ts:1: import cycle: packages/kit/src/a.ts → packages/kit/src/b.ts → ' +
        'packages/kit/src/lib/c.ts → packages/kit/src/a.ts',
    ])
  })

  it('finds a circle that exists in types only', () => {
    const files = {
      'packages/kit/src/a.ts': `import type { B } from './b.ts'`,
      'packages/kit/src/b.ts': `import type { A } from './a.ts'`,
    }

    assert.equal(findIn(files, checkCycles).length, 1)
  })

  it('finds a circle through package names', () => {
    const files = {
      'packages/kit/src/index.ts': `export { a } from '@archwright/model'`,
      'packages/model/src/index.ts': `export { b } from '@archwright/kit'`,
    }

    assert.equal(findIn(files, checkCycles).length, 1)
  })

  it('finds a file that imports itself', () => {
    assert.equal(findIn({ 'scripts/a.ts': `import './a.ts'` }, checkCycles).length, 1)
  })

  it('accepts two ways to the same file', () => {
    const files = {
      'scripts/a.ts': `import './b.ts'\nimport './c.ts'`,
      'scripts/b.ts': `import './c.ts'`,
      'scripts/c.ts': '',
    }

    assert.deepEqual(findIn(files, checkCycles), [])
  })
})
