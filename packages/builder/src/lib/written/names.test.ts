import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { namesOf, plural, schemaOf, sqlName } from './names.ts'

describe('names', () => {
  const spellings = [
    'WorkspaceDocument',
    'workspace document',
    'workspace_document',
    'workspace-Document',
  ]
  for (const spelling of spellings) {
    it(`takes ${spelling} for one thing`, () => {
      assert.deepEqual(namesOf(spelling), {
        type: 'WorkspaceDocument',
        binding: 'workspaceDocument',
        column: 'workspace_document',
        file: 'workspace-document',
        code: 'WORKSPACE_DOCUMENT',
        words: 'workspace document',
      })
    })
  }

  const odd: Record<string, string> = {
    Überweisung: 'Uberweisung',
    '2FA code': 'Item2FaCode',
    茶: 'Item',
    "'; drop table x": 'DropTableX',
    '../../etc': 'Etc',
    Type: 'TypeRecord',
  }
  for (const [given, type] of Object.entries(odd)) {
    it(`makes a name that code can have of ${given}`, () => {
      assert.equal(namesOf(given).type, type)
    })
  }

  it('keeps names within what PostgreSQL tells apart', () => {
    assert.ok(namesOf('Long'.repeat(40)).column.length <= 63)
  })

  it('quotes words of SQL and stays out of schemas that are taken', () => {
    assert.equal(sqlName('order'), '"order"')
    assert.equal(sqlName('trip'), 'trip')
    assert.equal(schemaOf('kit'), 'kit_data')
    assert.equal(schemaOf('rideSharing'), 'ride_sharing')
  })

  it('puts the last word into the plural', () => {
    assert.deepEqual(['Trip', 'Entry', 'Day', 'Box', 'Address'].map(plural), [
      'Trips',
      'Entries',
      'Days',
      'Boxes',
      'Addresses',
    ])
  })
})
