import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'

import { requireBinary } from '@archwright/kit/testing'
import type { Dashboard, Panel } from '@grafana/schema'
import { stringify } from 'yaml'

import { shopDesign } from '../testing/shop.ts'
import { dashboard, sections } from './grafana.ts'
import { recordingRules } from './prometheus.ts'

describe('the dashboard', () => {
  it('asks in PromQL that Prometheus understands', requireBinary('promtool'), (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'archwright-dashboard-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const rules = queries().map((expr, index) => ({ record: `panel:${index}`, expr }))
    const file = join(folder, 'rules.yaml')
    writeFileSync(file, stringify({ groups: [{ name: 'panels', rules }] }))

    const { status, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })

    assert.equal(status, 0, stderr)
  })

  it('shows each objective by series that the recording rules make', () => {
    const design = shopDesign()
    const recorded = recordingRules(design)
    const [objectives] = sections(design)
    assert.equal(objectives?.panels.length, design.slos.length)
    for (const [promql] of objectives?.panels.flatMap(({ lines }) => lines) ?? []) {
      assert.ok(recorded.includes(`record: ${promql.slice(0, promql.indexOf('{'))}\n`), promql)
    }
  })

  it('lays its panels out without overlap, each with an id of its own', () => {
    const panels = panelsOf(JSON.parse(dashboard(shopDesign())))
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } = { x: 0, y: 0, w: 0, h: 0 } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
    )
    assert.equal(new Set(cells).size, cells.length)
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
  })

  it('leaves out what the design does not have', () => {
    const titles = (design: ReturnType<typeof shopDesign>) =>
      sections(design).flatMap(({ title, panels }) => [title, ...panels.map((each) => each.title)])
    const bare = titles({ ...shopDesign(), slos: [], resilience: [] })
    assert.ok(!bare.includes('Objectives'))
    assert.ok(!bare.some((title) => title.includes('outside systems')))
    assert.ok(titles(shopDesign()).some((title) => title.includes('outside systems')))
  })
})

function panelsOf({ panels = [] }: Dashboard): Panel[] {
  return panels as Panel[] // a row has what is looked at here as well
}

function queries(): string[] {
  return sections(shopDesign()).flatMap(({ panels }) =>
    panels.flatMap(({ lines }) => lines.map(([promql]) => promql)),
  )
}
