import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { listRules } from '@archwright/reviewer'

import { contractCases } from '../testing/contract-cases.ts'
import { deploymentCases } from '../testing/deployment-cases.ts'
import { sourceCases } from '../testing/source-cases.ts'
import { sqlCases } from '../testing/sql-cases.ts'
import { reviewFiles } from '../testing/temporary-review.ts'

const cases = { ...contractCases, ...sqlCases, ...sourceCases, ...deploymentCases }

describe('each rule', () => {
  for (const { id } of listRules()) {
    it(`finds what was planted, and nothing where it is repaired: ${id}`, async () => {
      const planted = cases[id]
      assert.ok(planted, 'each rule has a case')

      const found = await reviewFiles(planted.planted)
      const clean = await reviewFiles(planted.clean)

      assert.equal(found.findings.filter(({ rule }) => rule === id).length, 1)
      assert.equal(clean.findings.filter(({ rule }) => rule === id).length, 0)
    })
  }

  it('has one name, and a source', () => {
    const rules = listRules()
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
    assert.deepEqual(Object.keys(cases).sort(), rules.map(({ id }) => id).sort())
    for (const { id, why, instead, source } of rules)
      for (const text of [why, instead, source]) assert.ok(text.length > 10, id)
  })
})
