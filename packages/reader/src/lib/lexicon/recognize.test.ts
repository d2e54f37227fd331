import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { capabilities, qualities, techniques } from '@archwright/model/light'

import { capabilityPhrases } from './capabilities.ts'
import { toEntries } from './phrases.ts'
import { qualityPhrases } from './qualities.ts'
import { techniquePhrases } from './techniques.ts'

describe('the lexicon', () => {
  const tables = [
    ['capability', capabilities, toEntries(capabilityPhrases)],
    ['quality', qualities, toEntries(qualityPhrases)],
    ['technique', techniques, toEntries(techniquePhrases)],
  ] as const
  for (const [kind, words, entries] of tables)
    it(`has phrases for every ${kind} of the vocabulary`, () => {
      const said = new Map(entries.map(({ name, means }) => [name as string, means.length]))
      assert.deepEqual(
        Object.keys(words).filter((word) => !((said.get(word) ?? 0) > 0)),
        [],
      )
    })
})
