import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Decision, Design } from '@archwright/model'

import { guardLines, policyFiles } from './guard-lines.ts'

describe('flags and policies of a wiring', () => {
  it('are there where the design decided for them, with their decision', () => {
    const design = designOf({
      flags: 'a table of flags in the database, read every few seconds',
      'identity.authorization': 'roles and attribute policies, denied by default',
    })
    assert.match(guardLines(design), /\/\/ D-01: .*\n {2}flags: \{ refreshMs: 2_000 \},/)
    assert.match(guardLines(design), /\/\/ D-02\n {2}policies: \{ folder: 'policies' \},/)
    const [file] = policyFiles(design)
    assert.deepEqual([file?.path, file?.owner], ['policies/roles.cedar', 'user'])
  })

  it('are absent elsewhere', () => {
    const design = designOf({
      flags: 'a release for each change of mind',
      'identity.authorization': 'roles and ownership, denied by default',
    })
    assert.equal(guardLines(design), '')
    assert.deepEqual(policyFiles(design), [])
  })
})

function designOf(chosen: Readonly<Record<string, string>>): Design {
  const decisions = Object.entries(chosen).map(([key, name], index) => ({
    id: `D-0${index + 1}`,
    key,
    chosen: name,
  }))
  return { decisions: decisions as unknown as Decision[] } as Design // what the lines read of it
}
