// 100 receivers in a process of their own: 98 answer at once, one after two seconds, one never. Prints their ports; a line on
// its standard input is answered with how many messages the quick ones have had.

import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

let had = 0
const quick: RequestListener = (request, response) => {
  request.resume().on('end', () => {
    had += 1
    response.writeHead(204).end()
  })
}
const slow: RequestListener = (request, response) => {
  request.resume().on('end', () => setTimeout(() => response.writeHead(204).end(), 2_000))
}
const dead: RequestListener = (request) => void request.resume()

const ports = await Promise.all([...Array<RequestListener>(98).fill(quick), slow, dead].map(listen))
console.log(JSON.stringify(ports))
for await (const _ of createInterface({ input: process.stdin })) console.log(had)
process.exit()

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}
