import type { Case } from './temporary-review.ts'

const compose = (services: string) => ({ 'compose.yaml': `services:\n${services}` })

const postgres = `  db:
    image: postgres:18.1
    healthcheck: { test: pg_isready }
`
const service = (name: string, more: string) => `  ${name}:
    build: ./${name}
    ${more}
`
const uses = (name: string, database: string) =>
  service(name, `environment: { DATABASE_URL: 'postgres://db:5432/${database}' }`)
const calls = (name: string, other: string) =>
  service(name, `environment: { UPSTREAM: 'http://${other}:8080' }`)

const container = {
  image: 'image: registry.example/orders:1.4.2',
  ports: 'ports: [{ containerPort: 8080 }]',
  probe: 'readinessProbe: { httpGet: { path: /ready, port: 8080 } }',
  resources: 'resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 128Mi } }',
  env: '',
}

/** A Kubernetes Deployment nothing is to be said against, with some of it changed. */
function deployment(
  changed: Partial<typeof container>,
  replicas = 2,
): { 'deployment.yaml': string } {
  const lines = Object.values({ ...container, ...changed }).filter(Boolean)
  return {
    'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: orders
          ${lines.join('\n          ')}
`,
  }
}

const sixServices = ['a', 'b', 'c', 'd', 'e', 'f']
  .map((name) => service(name, 'restart: always'))
  .join('')

export const deploymentCases: Readonly<Record<string, Case>> = {
  'shared-database': {
    planted: compose(postgres + uses('orders', 'shop') + uses('billing', 'shop')),
    clean: compose(postgres + uses('orders', 'orders') + uses('billing', 'billing')),
  },
  'synchronous-chain': {
    planted: compose(
      calls('a', 'b') + calls('b', 'c') + calls('c', 'd') + service('d', 'restart: always'),
    ),
    clean: compose(calls('a', 'b') + calls('b', 'c') + service('c', 'restart: always')),
  },
  'call-cycle': {
    planted: compose(calls('a', 'b') + calls('b', 'a')),
    clean: compose(calls('a', 'b') + service('b', 'restart: always')),
  },
  'services-without-teams': {
    planted: { ...compose(sixServices), CODEOWNERS: '* @shop/everybody\n' },
    clean: {
      ...compose(sixServices),
      CODEOWNERS: 'abcdef'.replace(/./g, (name) => `/${name} @shop/${name}\n`),
    },
  },
  'no-alerts': {
    planted: compose(
      `${service('orders', 'restart: always')}  prometheus:\n    image: prom/prometheus:v3.0.0\n`,
    ),
    clean: {
      ...compose(
        `${service('orders', 'restart: always')}  prometheus:\n    image: prom/prometheus:v3.0.0\n`,
      ),
      'alerts.yaml':
        'groups:\n  - name: orders\n    rules:\n      - alert: Burning\n        expr: vector(1)\n',
    },
  },
  'secret-in-deployment': {
    planted: deployment({ env: 'env: [{ name: DB_PASSWORD, value: s3cr3t-of-shop }]' }),
    clean: deployment({
      env: 'env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }]',
    }),
  },
  'open-database': {
    planted: compose(`${postgres}    ports: ['5432:5432']\n`),
    clean: compose(`${postgres}    ports: ['127.0.0.1:5432:5432']\n`),
  },
  'floating-image': {
    planted: deployment({ image: 'image: registry.example/orders:latest' }),
    clean: deployment({}),
  },
  'missing-readiness': { planted: deployment({ probe: '' }), clean: deployment({}) },
  'missing-limits': { planted: deployment({ resources: '' }), clean: deployment({}) },
  'single-replica': { planted: deployment({}, 1), clean: deployment({}) },
  'depends-without-health': {
    planted: compose(postgres + service('orders', 'depends_on: [db]')),
    clean: compose(
      postgres + service('orders', 'depends_on: { db: { condition: service_healthy } }'),
    ),
  },
  ...designCases(),
}

/** The part of a design the rules read. */
function design(changed: object): { 'archwright.lock.json': string } {
  const whole = {
    brief: { team: { teams: 2 } },
    decisions: [],
    deployables: [{ name: 'shop' }, { name: 'payments' }],
    caches: [{ name: 'products', ttlSeconds: 30, invalidation: 'on write' }],
    resilience: [{ dependency: 'card network', timeoutMs: 2_000 }],
    slos: [{ name: 'orders', alerts: [{ severity: 'page' }] }],
    sagas: [
      {
        name: 'checkout',
        steps: [
          { name: 'hold', dependency: 'bank', undo: 'release', pivot: false },
          { name: 'check', pivot: false },
          { name: 'charge', pivot: true },
        ],
      },
    ],
  }
  return { 'archwright.lock.json': JSON.stringify({ design: { ...whole, ...changed } }, null, 1) }
}

function designCases(): Record<string, Case> {
  const clean = design({})
  const steps = [
    { name: 'hold', dependency: 'bank', pivot: false },
    { name: 'check', pivot: false },
    { name: 'charge', pivot: true },
  ]
  return {
    'designed-services-without-teams': {
      planted: design({ brief: { team: { teams: 1 } } }),
      clean,
    },
    'designed-cache-without-end': {
      planted: design({ caches: [{ name: 'products', ttlSeconds: 0, invalidation: '' }] }),
      clean,
    },
    'designed-wait-without-end': {
      planted: design({ resilience: [{ dependency: 'card network', timeoutMs: 0 }] }),
      clean,
    },
    'designed-objective-without-alert': {
      planted: design({ slos: [{ name: 'orders', alerts: [] }] }),
      clean,
    },
    'designed-saga-without-undo': {
      planted: design({ sagas: [{ name: 'checkout', steps }] }),
      clean,
    },
  }
}
