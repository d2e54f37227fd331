import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { arrows, checkArrows } from './arrows.ts'
import { findIn } from './planted.ts'

const check = (from: string, specifier: string) =>
  findIn({ [from]: `import { a } from '${specifier}'` }, checkArrows)

describe('checkArrows', () => {
  const forbidden: Record<string, [from: string, specifier: string]> = {
    'one worker importing another': ['packages/reader/src/a.ts', '@archwright/designer'],
    'the kit importing the model': ['packages/kit/src/a.ts', '@archwright/model'],
    'the model importing anything': ['packages/model/src/a.ts', '@archwright/kit'],
    'a module importing a worker': ['packages/modules/src/carts/a.ts', '@archwright/prover'],
    'the prover importing the kit': ['packages/prover/src/a.ts', '@archwright/kit/contract'],
    'a worker importing the command': ['packages/writer/src/a.ts', '@archwright/cli'],
    'the inside of a package it may use': [
      'packages/builder/src/a.ts',
      '../../kit/src/lib/dispatch.ts',
    ],
    'a package without a row': ['packages/newcomer/src/a.ts', '@archwright/model'],
    "another module's inside": ['packages/modules/src/carts/lib/a.ts', '../../orders/lib/store.ts'],
    "another module's entry": ['packages/modules/src/carts/lib/a.ts', '@archwright/modules/orders'],
  }
  for (const [name, [from, specifier]] of Object.entries(forbidden)) {
    it(`refuses ${name}`, () => {
      assert.equal(check(from, specifier).length, 1)
    })
  }

  const allowed: Record<string, [from: string, specifier: string]> = {
    'a worker importing the model': ['packages/designer/src/a.ts', '@archwright/model'],
    'the builder importing the writer': ['packages/builder/src/a.ts', '@archwright/writer'],
    'a file beside it': ['packages/reader/src/lib/a.ts', './b.ts'],
    'a library': ['packages/model/src/a.ts', 'typebox'],
    "another module's contract": [
      'packages/modules/src/carts/lib/a.ts',
      '../../orders/contract.ts',
    ],
    'its own inside': ['packages/modules/src/carts/lib/a.ts', './store.ts'],
    'another entry in a test': ['packages/modules/src/carts/a.test.ts', '../orders/index.ts'],
    'another entry in what tests share': [
      'packages/modules/src/carts/testing/a.ts',
      '../../orders/index.ts',
    ],
    "another module's testing in a test": [
      'packages/modules/src/carts/a.test.ts',
      '../orders/testing/b.ts',
    ],
  }
  for (const [name, [from, specifier]] of Object.entries(allowed)) {
    it(`accepts ${name}`, () => {
      assert.deepEqual(check(from, specifier), [])
    })
  }

  it('sees types, re-exports and dynamic imports as well', () => {
    const text = `
      import type { a } from '@archwright/reader'
      export { b } from '@archwright/reader'
      export type c = import('@archwright/reader').C
      export const d = () => import('@archwright/reader')`

    assert.deepEqual(findIn({ 'packages/writer/src/a.ts': text }, checkArrows), [
      'packages/writer/src/a.ts:2: writer imports reader; it may import model',
      'packages/writer/src/a.ts:3: writer imports reader; it may import model',
      'packages/writer/src/a.ts:4: writer imports reader; it may import model',
      'packages/writer/src/a.ts:5: writer imports reader; it may import model',
    ])
  })

  it('has a row for each package', () => {
    const packages = readdirSync(path.resolve(import.meta.dirname, '../packages'))

    assert.deepEqual(
      packages.filter((name) => !arrows[name]),
      [],
    )
  })
})
