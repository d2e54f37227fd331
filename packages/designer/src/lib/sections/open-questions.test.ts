import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { design } from '../design.ts'
import { libraryBrief } from '../testing/library-brief.ts'
import { linkBrief } from '../testing/link-brief.ts'

describe('open questions', () => {
  const { openQuestions, brief, decisions } = design(libraryBrief())

  it('stand for an assumption each, and ask in words', () => {
    const assumed = new Set(brief.assumptions.map(({ id }) => id))
    assert.ok(openQuestions.length > 0)
    for (const { assumption, ask } of openQuestions) {
      assert.ok(assumed.has(assumption))
      assert.match(ask, /^[A-Z].*\?$/)
    }
  })

  it('come in the order of how many decisions an answer may change', () => {
    const counts = openQuestions.map(({ changes }) => changes.length)
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => b - a),
    )
    assert.ok((counts.at(-1) ?? 0) > 0)
  })

  it('name flips of decisions that were taken', () => {
    for (const { changes } of openQuestions)
      for (const { decision, at, becomes } of changes) {
        const flips = decisions.find(({ id }) => id === decision)?.flips ?? []
        assert.ok(flips.some((flip) => flip.at === at && flip.becomes === becomes))
      }
  })

  it('do not ask what the brief says', () => {
    const { openQuestions: asked } = design({ ...linkBrief(), team: { teams: 2, engineers: 12 } })
    assert.ok(!asked.some(({ ask }) => /teams/.test(ask)))
    assert.ok(!asked.some(({ ask }) => /down in a month/.test(ask)))
  })
})
