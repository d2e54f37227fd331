// What the one path costs over GraphQL: a validated, authenticated query against bare mercurius with the same schema, the
// same compiler and the same check of tokens. Resolvers do nothing, telemetry is on, calls are `fast` as in production:
//
//   node benchmarks/graphql/run.ts [--rounds 5] [--calls 20000]

import { compare, withServers } from '../tea/compare.ts'
import { tea } from '../tea/tea.ts'

const body = JSON.stringify({
  query:
    'query ($id: UUID!) { teaGetTea(teaId: $id) { teaId name categories price { amount currency } version } }',
  variables: { id: tea.teaId },
})

await withServers(new URL('server.ts', import.meta.url), ['mercurius'], (servers) =>
  compare('query', servers, async ({ address, token }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(address, { method: 'POST', headers, body })
    const text = await response.text()
    if (!response.ok || text.includes('"errors"')) throw new Error(`${response.status}: ${text}`)
  }),
)
