import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'

import { design } from '@archwright/designer'
import { readBrief } from '@archwright/reader'

import { telemetryLines } from './telemetry-lines.ts'

describe('the wiring of telemetry', () => {
  it('takes the share and the bounds that were decided, the strictest of each operation', async () => {
    const prose = await readFile(
      new URL('../../../../../examples/shop.md', import.meta.url),
      'utf8',
    )
    const decided = design(await readBrief(prose, { name: 'shop' }), { sensitivity: false })
    const [slo] = decided.slos.filter(({ thresholdSeconds }) => thresholdSeconds !== undefined)
    assert.ok(slo)
    const [operation = ''] = slo.operations
    const stricter = { ...slo, operations: [operation], thresholdSeconds: 0.045 }
    const lines = telemetryLines({ ...decided, slos: [...decided.slos, stricter] })
    assert.match(lines, new RegExp(`sampleRatio: ${decided.telemetry.traces.share},`))
    assert.match(lines, new RegExp(`// ${decided.telemetry.decision}: `))
    assert.match(lines, new RegExp(`'${operation.replace('.', '\\.')}': 45,`))
  })

  it('names no operation where no objective bounds its time', async () => {
    const decided = design(await readBrief('A blog with comments.'), { sensitivity: false })
    assert.doesNotMatch(telemetryLines({ ...decided, slos: [] }), /slowMs/)
  })
})
