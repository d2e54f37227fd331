// What the one path costs: a validated, authenticated GET and POST over REST against bare Fastify with the same schemas
// and NestJS on Fastify with its usual validation, both with the same check of tokens. Handlers do nothing, telemetry is
// on, calls are `fast` as in production:
//
//   node benchmarks/rest/run.ts [--rounds 5] [--calls 20000]

import { compare, type Server, withServers } from '../tea/compare.ts'
import { tea } from '../tea/tea.ts'

const { version: _, ...input } = tea

await withServers(new URL('server.ts', import.meta.url), ['Fastify', 'NestJS'], async (servers) => {
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
