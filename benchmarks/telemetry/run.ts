// What telemetry costs: the same validated, authenticated GET and POST through the one path with spans, metrics and log as a
// project has them (5 % of the traces kept) and with none. Handlers do nothing, so it is the worst case:
//
//   node benchmarks/telemetry/run.ts [--rounds 5] [--calls 20000]

import { compare, type Server, withServers } from '../tea/compare.ts'
import { tea } from '../tea/tea.ts'

const { version: _, ...input } = tea
const script = new URL('server.ts', import.meta.url)

await withServers(script, ['unobserved'], async (servers) => {
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

function bearer(token: Server['token']) {
  return { authorization: `Bearer ${token}` }
}

async function expectOk(asked: Promise<Response>): Promise<void> {
  const response = await asked
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
}
