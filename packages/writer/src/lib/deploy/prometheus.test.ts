import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { requireBinary } from '@archwright/kit/testing'
import type { Design } from '@archwright/model'
import { parse, stringify } from 'yaml'
import { runbooks } from '../runbooks.ts'
import { shopDesign } from '../testing/shop.ts'
import { alerts, prometheusConfig, recordingRules } from './prometheus.ts'

describe('the rules for Prometheus', () => {
  it(
    'are accepted by promtool with the configuration that loads them',
    requireBinary('promtool'),
    (t) => {
      const folder = written(t, shopDesign())
      promtool(folder, 'check', 'config', 'prometheus.yaml')
    },
  )

  it(
    'page when one call in ten fails, and stay quiet when one in a million does',
    requireBinary('promtool'),
    (t) => {
      const folder = written(t, shopDesign())
      const cases = [
        { bad: 100, good: 900, fires: true },
        { bad: 0.001, good: 1000, fires: false },
      ]
      for (const { bad, good, fires } of cases) {
        writeFileSync(join(folder, 'test.yaml'), scenario({ error: bad, ok: good }, fires))
        promtool(folder, 'test', 'rules', 'test.yaml')
      }
    },
  )

  it(
    'count a shed call as bad and a declared failure as an answer',
    requireBinary('promtool'),
    (t) => {
      const folder = written(t, shopDesign())
      writeFileSync(join(folder, 'test.yaml'), scenario({ shed: 100, ok: 900 }, true))
      promtool(folder, 'test', 'rules', 'test.yaml')
      writeFileSync(join(folder, 'test.yaml'), scenario({ failure: 100, ok: 900 }, false))
      promtool(folder, 'test', 'rules', 'test.yaml')
    },
  )

  it('stay quiet when there are too few calls to tell', requireBinary('promtool'), (t) => {
    const design = shopDesign()
    const few = (design.slos[0]?.minimumPerMinute ?? 0) / 4
    assert.ok(few > 0)
    const folder = written(t, design)
    writeFileSync(join(folder, 'test.yaml'), scenario({ error: few, ok: few }, false))
    promtool(folder, 'test', 'rules', 'test.yaml')
  })

  it('leave out an alert whose burn rate its target cannot reach', () => {
    const design = shopDesign()
    const [slo] = design.slos
    assert.ok(slo)
    const loose = { ...design, slos: [{ ...slo, target: 0.9 }] }
    const named = namesOf(loose)
    assert.ok(!named.some((name) => name.includes('FastBurn')))
    assert.ok(named.some((name) => name.includes('SlowBurn')))
  })

  it('measure a bound between two buckets at the stricter one, so that no alert is silent', () => {
    const design = shopDesign()
    const [slo] = design.slos
    assert.ok(slo)
    const between = { ...design, slos: [{ ...slo, thresholdSeconds: 0.4 }] }
    assert.match(recordingRules(between), /le="0\.3"/)
    assert.doesNotMatch(recordingRules(between), /le="0\.4"/)
  })

  it('give each alert a runbook that is written, and each runbook of an objective an alert', () => {
    const design = shopDesign()
    const written = runbooks(design).map(({ path }) => path)
    const { groups } = parse(alerts(design)) as Rules
    const named = groups.flatMap(({ rules }) => rules.map(({ annotations }) => annotations.runbook))
    assert.deepEqual(
      named.filter((path) => !written.includes(path)),
      [],
    )
    const silent = written.filter((path) => /slo-/.test(path) && !named.includes(path))
    assert.deepEqual(silent, [])
  })

  it('watch work left behind only where there is any', () => {
    const shop = shopDesign()
    const quiet = namesOf({ ...shop, channels: [], sagas: [], resilience: [] })
    for (const name of ['EventsWaiting', 'SagasStuck', 'PaymentProviderBreakerOpened']) {
      assert.ok(namesOf(shop).includes(name), name)
      assert.ok(!quiet.includes(name), name)
    }
  })

  it('name each alert once', () => {
    const names = namesOf(shopDesign())
    assert.deepEqual([...new Set(names)], names)
  })
})

interface Rules {
  groups: { rules: { alert: string; annotations: { runbook: string } }[] }[]
}

function namesOf(design: Design): string[] {
  const { groups } = parse(alerts(design)) as Rules
  return groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))
}

function written(t: TestContext, design: Design): string {
  const folder = mkdtempSync(join(tmpdir(), 'archwright-rules-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'prometheus.yaml'), prometheusConfig(design))
  writeFileSync(join(folder, 'recording-rules.yaml'), recordingRules(design))
  writeFileSync(join(folder, 'alerts.yaml'), alerts(design))
  return folder
}

function promtool(folder: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, `${stdout}${stderr}`)
}

/** Two hours of calls per minute by outcome, and whether the fast page of the availability objective fires. */
function scenario(perMinute: Record<string, number>, fires: boolean): string {
  return stringify({
    rule_files: ['recording-rules.yaml', 'alerts.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(perMinute).map(([outcome, rate]) => ({
          series: `operation_duration_seconds_count{operation="orders.placeOrder",outcome="${outcome}"}`,
          values: `0+${rate}x120`,
        })),
        promql_expr_test: [
          {
            expr: 'count(ALERTS{alertname="AvailabilityFastBurnPage1h",alertstate="firing"}) or vector(0)',
            eval_time: '119m',
            exp_samples: [{ labels: '{}', value: fires ? 1 : 0 }],
          },
        ],
      },
    ],
  })
}
