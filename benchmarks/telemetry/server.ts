import path from 'node:path'

import { defaultWiring } from '@archwright/kit/app'
import { createAuthenticator, createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'
import { createRestServer } from '@archwright/kit/rest'
import {
  createLogger,
  createMetrics,
  createObserver,
  createTracing,
} from '@archwright/kit/telemetry'

import { migrateAll, startCore } from '../../packages/kit/src/lib/app/core.ts'
import { openEdge } from '../../packages/kit/src/lib/app/test-parts.ts'
import { createLinking } from '../../packages/kit/src/lib/telemetry/linking.ts'
import { teaModule } from '../tea/tea.ts'

/** One of those compared, in a process of its own: `kit` observes its calls as a project does, `unobserved` does not. */
const [, , which = '', folder = '', databaseUrl = ''] = process.argv
const settings = { issuer: 'tea', audience: 'tea' }
const clock = { now: () => new Date(), newId: () => crypto.randomUUID() }
const keys = await loadSigningKeys(path.join(folder, 'keys.json'))
const issuer = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 3_600, clock })
const { token } = await issuer.issue({ id: 'ann', roles: ['customer'] })

const observed = which === 'kit' ? await observedParts() : {}
await migrateAll(databaseUrl, [teaModule])
const core = await startCore({
  ...openEdge,
  ...observed,
  modules: [teaModule],
  wiring: { ...defaultWiring('tea', ['tea']), calls: 'fast' },
  databaseUrl,
  clock,
  authenticate: createAuthenticator(keys, { ...settings, clock }),
})
const server = await createRestServer({ dispatcher: core.dispatcher, modules: [teaModule] })
const address = `${await server.listen(0)}/v1`
process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
process.send?.({ address, token })

async function observedParts() {
  const logger = createLogger({ service: 'tea' })
  const tracing = await createTracing({
    service: 'tea',
    sampleRatio: 0.05,
    endpoint: 'http://127.0.0.1:9', // nobody listens: what is kept is packed and sent, and lost
  })
  const observe = createObserver({ logger, metrics: createMetrics(), tracing })
  return { observe, linking: createLinking(tracing) }
}
