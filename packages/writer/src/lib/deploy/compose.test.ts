import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Design } from '@archwright/model'
import { parse } from 'yaml'

import { shopDesign } from '../testing/shop.ts'
import { compose } from './compose.ts'
import { environment } from './environment.ts'

describe('compose.yaml', () => {
  it('runs each process with its replicas once PostgreSQL is healthy', () => {
    const three = withReplicas(shopDesign(), { replicas: 3, poolSize: 8 })
    const { shop, postgres } = parse(compose(three)).services
    assert.equal(shop.deploy.replicas, 3)
    assert.deepEqual(shop.ports, ['8080-8082:8080'])
    assert.deepEqual(shop.depends_on, { postgres: { condition: 'service_healthy' } })
    assert.equal(postgres.healthcheck.test[1], 'pg_isready')
  })

  it('allows PostgreSQL as many connections as all pools together, and a fifth more', () => {
    const design = shopDesign()
    const wide = withReplicas(design, { replicas: 10, poolSize: 20 })
    assert.match(parse(compose(wide)).services.postgres.command.join(' '), /max_connections=240/)
    assert.match(parse(compose(design)).services.postgres.command.join(' '), /max_connections=100/)
  })

  it('starts Prometheus only when asked for', () => {
    assert.deepEqual(parse(compose(shopDesign())).services.prometheus.profiles, ['observability'])
  })

  it('tells each of several processes who it is, and where the others are', () => {
    const design = shopDesign()
    const [one] = design.deployables
    assert.ok(one)
    const split = { ...design, deployables: [one, { ...one, name: 'order-desk' }] }
    const services = parse(compose(split)).services
    assert.equal(services['order-desk'].environment.PROCESS, 'order-desk')
    assert.equal(services.shop.environment.ORDER_DESK_URL, 'http://order-desk:8080')
    assert.match(services.shop.environment.INTERNAL_TOKEN, /INTERNAL_TOKEN/)
    assert.match(environment(split), /^INTERNAL_TOKEN=$/m)
    assert.doesNotMatch(environment(design), /INTERNAL_TOKEN/)
  })

  it('opens the port of gRPC only where clients speak it', () => {
    const design = shopDesign()
    const [first] = design.interfaces
    assert.ok(first)
    const spoken = { ...design, interfaces: [{ ...first, name: 'partners', style: 'gRPC' }] }
    assert.deepEqual(parse(compose(spoken)).services.shop.ports.at(-1), '50051-50052:50051')
    assert.match(environment(spoken), /^# GRPC_PORT=50051$/m)
    assert.doesNotMatch(environment({ ...design, interfaces: [] }), /GRPC_PORT/)
  })

  it('has a Redis only where something is kept there', () => {
    const design = shopDesign()
    const [limit] = design.limits
    assert.ok(limit)
    const shared = { ...design, limits: [{ ...limit, countedIn: 'redis' as const }] }
    const { shop, redis } = parse(compose(shared)).services
    assert.equal(shop.environment.REDIS_URL, 'redis://redis:6379')
    assert.equal(redis.command[0], 'redis-server')
    assert.match(environment(shared), /^# REDIS_URL=$/m)
    const alone = {
      ...design,
      caches: [],
      limits: [{ ...limit, countedIn: 'process' as const }],
    }
    assert.ok(!('redis' in parse(compose(alone)).services))
    assert.doesNotMatch(environment(alone), /REDIS_URL/)
  })

  it('gives all replicas the same signing keys', () => {
    const { services, volumes } = parse(compose(shopDesign()))
    assert.deepEqual(services.shop.volumes, ['signing-keys:/keys'])
    assert.equal(services.shop.environment.SIGNING_KEYS_FILE, '/keys/signing-keys.json')
    assert.ok('signing-keys' in volumes)
  })

  it('takes no variable that .env.example does not explain', () => {
    const used = [...compose(shopDesign()).matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1])
    assert.ok(used.length > 0)
    for (const name of used)
      assert.match(environment(shopDesign()), new RegExp(`^(# )?${name}=`, 'm'))
  })
})

function withReplicas(design: Design, changed: { replicas: number; poolSize: number }): Design {
  return { ...design, deployables: design.deployables.map((each) => ({ ...each, ...changed })) }
}
