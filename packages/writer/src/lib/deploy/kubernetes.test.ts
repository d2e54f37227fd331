import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Design } from '@archwright/model'
import { parse, parseAllDocuments } from 'yaml'

import { shopDesign } from '../testing/shop.ts'
import { writeDocuments } from '../write-documents.ts'
import { environment } from './environment.ts'
import { kubernetes } from './kubernetes.ts'

interface Manifest {
  kind: string
  metadata: { name: string }
  spec: {
    replicas?: number
    selector: { matchLabels?: object }
    template?: { metadata: { labels: object }; spec: { containers: [Container] } }
  }
}

interface Container {
  env: { name: string; value: string }[]
  readinessProbe: { httpGet: { path: string } }
  securityContext: { readOnlyRootFilesystem: boolean }
}

const manifests = (design: Design): Manifest[] =>
  parseAllDocuments(kubernetes(design)).map((document) => document.toJS())

const split = (): Design => {
  const shop = shopDesign()
  const [first] = shop.deployables
  assert.ok(first)
  return {
    ...shop,
    deployables: [
      { ...first, name: 'orders', replicas: 3 },
      { ...first, name: 'payments', replicas: 1 },
    ],
  }
}

describe('the manifests for Kubernetes', () => {
  it('run each process with its replicas, and bound disruptions only where there are several', () => {
    assert.deepEqual(
      manifests(split()).map(({ kind, metadata, spec }) => [kind, metadata.name, spec.replicas]),
      [
        ['Deployment', 'orders', 3],
        ['Service', 'orders', undefined],
        ['PodDisruptionBudget', 'orders', undefined],
        ['Deployment', 'payments', 1],
        ['Service', 'payments', undefined],
      ],
    )
  })

  it('select what they start', () => {
    for (const { kind, spec } of manifests(split()).filter((each) => each.kind !== 'Deployment')) {
      const wanted = kind === 'Service' ? spec.selector : spec.selector.matchLabels
      const started = manifests(split()).map((each) => each.spec.template?.metadata.labels)
      assert.ok(
        started.some((labels) => JSON.stringify(labels) === JSON.stringify(wanted)),
        kind,
      )
    }
  })

  it('probe readiness, write nowhere, and pass no variable that .env.example does not explain', () => {
    const explained = environment(split())
    for (const { spec } of manifests(split()).filter(({ kind }) => kind === 'Deployment')) {
      const [container] = spec.template?.spec.containers ?? []
      assert.equal(container?.readinessProbe.httpGet.path, '/ready')
      assert.equal(container.securityContext.readOnlyRootFilesystem, true)
      for (const { name } of container.env) assert.match(explained, new RegExp(`${name}=`))
    }
  })

  it('are written only where the design runs on Kubernetes', () => {
    const shop = shopDesign()
    const on = (chosen: string): Design => ({
      ...shop,
      decisions: shop.decisions.map((each) =>
        each.key === 'orchestration' ? { ...each, chosen } : each,
      ),
    })
    const path = 'deploy/kubernetes/processes.yaml'
    const found = (design: Design) => writeDocuments(design).find((file) => file.path === path)
    assert.equal(found(on('managed containers')), undefined)
    const [first] = (found(on('Kubernetes'))?.text ?? '').split('---\n')
    assert.equal(parse(first ?? '').kind, 'Deployment')
  })

  it('give each process the certificate by which the others know it, where that was decided', () => {
    const design = split()
    const services = { key: 'identity.services', chosen: 'mutual TLS between services' }
    const decisions = [...design.decisions, services] as Design['decisions'] // all that is looked at
    const [orders] = manifests({
      ...design,
      decisions: decisions.filter(
        ({ key, chosen }) => key !== services.key || chosen === services.chosen,
      ),
    })
    const text = JSON.stringify(orders)
    assert.match(text, /"secretName":"orders-certificate"/)
    assert.match(text, /"name":"PAYMENTS_URL","value":"https:\/\/payments:3443"/)
    assert.match(text, /"name":"SERVICE_CERT_FILE"/)
  })
})
