import path from 'node:path'

import { createAuthenticator, createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'
import { createRestServer } from '@archwright/kit/rest'
import {
  createLogger,
  createMetrics,
  createObserver,
  createTracing,
} from '@archwright/kit/telemetry'

import { changeTea, getTea, tea, teaModule } from '../tea/tea.ts'

/**
 * One of those compared, in a process of its own: `kit` observes its calls as a project does, `unsampled`
 * keeps no trace, `unobserved` does nothing of it.
 */
const [, , which = '', folder = ''] = process.argv
const settings = { issuer: 'tea', audience: 'tea' }
const clock = { now: () => new Date(), newId: () => crypto.randomUUID() }
const keys = await loadSigningKeys(path.join(folder, 'keys.json'))
const issuer = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 3_600, clock })
const { token } = await issuer.issue({ id: 'ann', roles: ['customer'] })
const authenticate = createAuthenticator(keys, { ...settings, clock })

const operations = new Map([getTea, changeTea].map((one) => [one.name as string, one]))
const observe = which === 'unobserved' ? undefined : await observer()
const server = await createRestServer({
  modules: [teaModule],
  dispatcher: {
    async dispatch(call) {
      const operation = operations.get(call.operation)
      if (!operation) throw new TypeError(`${call.operation} is not offered`)
      const run = async () => {
        await authenticate(call.credentials ?? {})
        return { output: tea, replayed: false }
      }
      return observe ? observe(operation, call, run) : run()
    },
  },
})
const address = `${await server.listen(0)}/v1`
process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
process.send?.({ address, token })

async function observer() {
  const tracing = await createTracing({
    service: 'tea',
    sampleRatio: which === 'kit' ? 0.05 : 0,
    endpoint: process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '',
  })
  const logger = createLogger({ service: 'tea' })
  return createObserver({ logger, metrics: createMetrics(), tracing })
}
