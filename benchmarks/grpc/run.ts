// What the one path costs over gRPC: a validated, authenticated unary call against nice-grpc with the same messages,
// bare and with the same check of tokens. Handlers do nothing, telemetry is on, calls are `fast` as in production:
//
//   node benchmarks/grpc/run.ts [--rounds 5] [--calls 20000]

import { Client, credentials, Metadata } from '@grpc/grpc-js'

import { compare, type Server, withServers } from '../tea/compare.ts'
import { tea } from '../tea/tea.ts'
import { loadTeaService } from './tea-service.ts'

const { version: _, ...changed } = tea
const requests = { GetTea: { teaId: tea.teaId }, ChangeTea: changed }

await withServers(
  new URL('server.ts', import.meta.url),
  ['bare', 'checked'],
  async (servers, folder) => {
    const methods = await loadTeaService(folder)
    const clients = new Map(Object.values(servers).map((server) => [server, connect(server)]))
    for (const name of ['GetTea', 'ChangeTea'] as const) {
      const { path, requestSerialize, responseDeserialize } = methods[name]
      const ask = (server: Server) => {
        const { client, metadata } = clients.get(server) ?? connect(server)
        return new Promise<void>((resolve, reject) => {
          client.makeUnaryRequest(
            path,
            requestSerialize,
            responseDeserialize,
            requests[name],
            metadata,
            (error, answer) => {
              if (answer?.tea.teaId === tea.teaId) resolve()
              else reject(error ?? new Error('another answer'))
            },
          )
        })
      }
      await compare(name, servers, ask)
    }
    for (const { client } of clients.values()) client.close()
  },
)

function connect({ address, token }: Server) {
  const metadata = new Metadata()
  metadata.set('authorization', `Bearer ${token}`)
  return { metadata, client: new Client(address, credentials.createInsecure()) }
}
