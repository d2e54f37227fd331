import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { checkLock, completeLock } from './lock.ts'

const lock = {
  lockfileVersion: 3,
  packages: {
    '': {},
    'node_modules/biome': {
      dev: true,
      optionalDependencies: { 'biome-linux-x64': '2.0.0', 'biome-darwin-arm64': '2.0.0' },
    },
    'node_modules/biome-linux-x64': { version: '2.0.0', dev: true, optional: true },
    'node_modules/knip/node_modules/parser': {
      optionalDependencies: { 'parser-win32-x64': '1.0.0', 'parser-linux-x64': '1.0.0' },
    },
    'node_modules/knip/node_modules/parser-win32-x64': { version: '1.0.0' },
  },
}

describe('checkLock', () => {
  it('names what npm ci would miss, wherever the rest is installed', () => {
    const missing = checkLock(lock).map(({ problem }) => problem.split(':')[0])

    assert.deepEqual(missing, [
      'lacks node_modules/biome-darwin-arm64',
      'lacks node_modules/parser-linux-x64',
    ])
  })

  it('accepts what completeLock made', () => {
    assert.deepEqual(checkLock(completeLock(lock)), [])
  })
})

describe('completeLock', () => {
  it('adds an optional entry for the platform in the name', () => {
    const { packages } = completeLock(lock)

    assert.deepEqual(packages['node_modules/biome-darwin-arm64'], {
      version: '2.0.0',
      cpu: ['arm64'],
      os: ['darwin'],
      dev: true,
      optional: true,
    })
  })

  it('keeps every entry as it was', () => {
    const { packages } = completeLock(lock)

    for (const [place, entry] of Object.entries(lock.packages)) {
      assert.deepEqual(packages[place], entry)
    }
  })

  it('refuses to guess the platform of another name', () => {
    const odd = { packages: { a: { optionalDependencies: { fsevents: '2.0.0' } } } }

    assert.throws(() => completeLock(odd), { message: /fsevents is missing, and its name says no/ })
  })
})
