// What telemetry costs: the same validated, authenticated GET and POST over REST with spans, metrics and log as a project has
// them (5 % of the traces kept) and with none. Nothing else is done, so it is the worst case:
//
//   node benchmarks/telemetry/run.ts [--rounds 5] [--calls 20000]

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { compare, type Server, withServers } from '../tea/compare.ts'
import { tea } from '../tea/tea.ts'

const { version: _, ...input } = tea
const script = new URL('server.ts', import.meta.url)

const collector = createServer((request, response) => {
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'))
}).listen(0, '127.0.0.1')
await once(collector, 'listening')
const { port } = collector.address() as AddressInfo // it listens on TCP
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`

await withServers(script, ['unobserved', 'unsampled'], async (servers) => {
  await compare('GET', servers, ({ address, token }) =>
    expectOk(fetch(`${address}/teas/${tea.teaId}`, { headers: bearer(token) })),
  )
  await compare('POST', servers, ({ address, token }) =>
    expectOk(
      fetch(`${address}/teas`, {
        method: 'POST',
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    ),
  )
})
collector.close()
collector.closeAllConnections()

function bearer(token: Server['token']) {
  return { authorization: `Bearer ${token}` }
}

async function expectOk(asked: Promise<Response>): Promise<void> {
  const response = await asked
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
}
