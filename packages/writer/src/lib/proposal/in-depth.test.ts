import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { shopDesign } from '../testing/shop.ts'
import { inDepthSection } from './in-depth.ts'
import { sceneOf } from './section.ts'

const origin = { from: 'text', start: 0, end: 5 } as const

function asking(...whats: string[]) {
  const design = shopDesign()
  const asks = whats.map((what) => ({ what, text: what, origin }))
  return { ...design, brief: { ...design.brief, asks } }
}

describe('what was asked, in depth', () => {
  it('tells a decision whole: its reasons, what to build, what was not taken', () => {
    const design = asking('circuit breaker')
    const text = inDepthSection(sceneOf(design))
    const policies = design.decisions.filter(({ key }) => key.startsWith('resilience.'))
    assert.ok(policies.length > 0)
    for (const { answer, consequences } of policies)
      for (const said of [answer, ...consequences])
        assert.ok(text.includes(said.slice(0, 40)), said)
    assert.match(text, /Not taken:/)
  })

  it('tells each decision once, however often it is asked for', () => {
    const text = inDepthSection(sceneOf(asking('tracing', 'metrics')))
    assert.equal(text.match(/^### /gm)?.length, 1)
  })

  it('is absent where no technique is asked for', () => {
    assert.equal(inDepthSection(sceneOf(asking())), '')
  })
})
