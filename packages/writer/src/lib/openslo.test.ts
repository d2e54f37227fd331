import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'
import { Errors } from 'typebox/value'
import { parseAllDocuments } from 'yaml'

import { openslo } from './openslo.ts'
import { emptyDesign, shopDesign } from './testing/shop.ts'

/** What the OpenSLO v1 specification demands of the kinds we write (https://github.com/OpenSLO/OpenSLO/tree/v1.0). */
const strict = { additionalProperties: false }
const name = Type.String({ pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 })
const metadata = Type.Object({ name, displayName: Type.Optional(Type.String()) }, strict)
const description = Type.Optional(Type.String({ maxLength: 1050 }))
const duration = Type.String({ pattern: '^[1-9][0-9]*[mhdwMQY]$' })
const metric = Type.Object({
  metricSource: Type.Object({ type: Type.String(), spec: Type.Object({ query: Type.String() }) }),
})
const head = { apiVersion: Type.Literal('openslo/v1'), metadata }

const kinds = {
  Service: Type.Object(
    { ...head, kind: Type.Literal('Service'), spec: Type.Object({ description }, strict) },
    strict,
  ),
  SLO: Type.Object(
    {
      ...head,
      kind: Type.Literal('SLO'),
      spec: Type.Object(
        {
          description,
          service: name,
          indicator: Type.Object({
            metadata,
            spec: Type.Object({
              ratioMetric: Type.Object(
                { counter: Type.Boolean(), good: metric, total: metric },
                strict,
              ),
            }),
          }),
          timeWindow: Type.Array(Type.Object({ duration, isRolling: Type.Boolean() }, strict), {
            minItems: 1,
            maxItems: 1,
          }),
          budgetingMethod: Type.Literal('Occurrences'),
          objectives: Type.Array(
            Type.Object(
              {
                displayName: Type.Optional(Type.String()),
                target: Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
              },
              strict,
            ),
            { minItems: 1 },
          ),
          alertPolicies: Type.Optional(Type.Array(name)),
        },
        strict,
      ),
    },
    strict,
  ),
  AlertPolicy: Type.Object(
    {
      ...head,
      kind: Type.Literal('AlertPolicy'),
      spec: Type.Object(
        {
          description,
          alertWhenNoData: Type.Boolean(),
          alertWhenBreaching: Type.Boolean(),
          alertWhenResolved: Type.Boolean(),
          conditions: Type.Array(Type.Object({ conditionRef: name }, strict), {
            minItems: 1,
            maxItems: 1,
          }),
          notificationTargets: Type.Array(Type.Object({ targetRef: name }, strict), {
            minItems: 1,
          }),
        },
        strict,
      ),
    },
    strict,
  ),
  AlertCondition: Type.Object(
    {
      ...head,
      kind: Type.Literal('AlertCondition'),
      spec: Type.Object(
        {
          description,
          severity: Type.Enum(['page', 'ticket']),
          condition: Type.Object(
            {
              kind: Type.Literal('burnrate'),
              op: Type.Enum(['lte', 'gte', 'lt', 'gt']),
              threshold: Type.Number({ exclusiveMinimum: 0 }),
              lookbackWindow: duration,
              alertAfter: duration,
            },
            strict,
          ),
        },
        strict,
      ),
    },
    strict,
  ),
  AlertNotificationTarget: Type.Object(
    {
      ...head,
      kind: Type.Literal('AlertNotificationTarget'),
      spec: Type.Object({ description, target: Type.String({ minLength: 1 }) }, strict),
    },
    strict,
  ),
}

interface Written {
  kind: keyof typeof kinds
  metadata: { name: string }
  spec: {
    alertPolicies?: string[]
    conditions?: { conditionRef: string }[]
    notificationTargets?: { targetRef: string }[]
  }
}

const written = (design = shopDesign()): Written[] =>
  parseAllDocuments(openslo(design)).map((document) => document.toJS())

describe('docs/openslo.yaml', () => {
  for (const [of, design] of Object.entries({ shop: shopDesign, nothing: emptyDesign })) {
    it(`holds what the specification demands, and nothing else (${of})`, () => {
      for (const document of written(design())) {
        const problems = [...Errors(kinds[document.kind], document)]
        assert.deepEqual(
          problems.map(({ instancePath, message }) => `${document.kind}${instancePath} ${message}`),
          [],
        )
      }
    })
  }

  it('names what it refers to, each once', () => {
    const all = written()
    const named = (kind: Written['kind']) =>
      all.filter((each) => each.kind === kind).map(({ metadata: { name: own } }) => own)
    const unknown = (wanted: string[], kind: Written['kind']) =>
      wanted.filter((each) => !named(kind).includes(each))
    for (const { spec } of all) {
      assert.deepEqual(unknown(spec.alertPolicies ?? [], 'AlertPolicy'), [])
      const conditions = (spec.conditions ?? []).map(({ conditionRef }) => conditionRef)
      assert.deepEqual(unknown(conditions, 'AlertCondition'), [])
      const targets = (spec.notificationTargets ?? []).map(({ targetRef }) => targetRef)
      assert.deepEqual(unknown(targets, 'AlertNotificationTarget'), [])
    }
    const names = all.map(({ kind, metadata: { name: own } }) => `${kind} ${own}`)
    assert.deepEqual([...new Set(names)], names)
  })

  it('has an alert policy for each alert of each objective', () => {
    const design = shopDesign()
    const alerts = design.slos.reduce((sum, slo) => sum + slo.alerts.length, 0)
    assert.ok(alerts > 0)
    assert.equal(written().filter(({ kind }) => kind === 'AlertPolicy').length, alerts)
  })
})
