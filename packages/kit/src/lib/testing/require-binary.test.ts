import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'

import { findBinary, requireBinary } from './require-binary.ts'

const ci = process.env.CI

describe('requireBinary', () => {
  afterEach(() => {
    if (ci === undefined) delete process.env.CI
    else process.env.CI = ci
  })

  it('lets the test run when one of the programs is there', () => {
    process.env.CI = 'true'

    assert.deepEqual(requireBinary('no-such-program', 'sh'), { skip: false })
  })

  it('skips with the reason on a laptop', () => {
    delete process.env.CI

    assert.deepEqual(requireBinary('no-such-program'), { skip: 'no-such-program is not installed' })
  })

  it('fails under CI', () => {
    process.env.CI = 'true'

    assert.throws(() => requireBinary('no-such-program'), {
      message: 'no-such-program is not installed, and CI may not skip this test',
    })
  })
})

describe('findBinary', () => {
  it('answers with a path, or nothing', () => {
    assert.match(findBinary('sh') ?? '', /^\/.*\/sh$/)
    assert.equal(findBinary('no-such-program'), undefined)
  })
})
