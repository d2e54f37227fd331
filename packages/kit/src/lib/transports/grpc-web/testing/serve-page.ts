import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

import { toBinary } from '@bufbuild/protobuf'
import { type FileDescriptorSet, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'

const packages = ['@bufbuild/protobuf', '@connectrpc/connect', '@connectrpc/connect-web'] as const

/** What the libraries' modules ask for, where this server has them. */
const imports = {
  '@bufbuild/protobuf': '/@bufbuild/protobuf/index.js',
  '@bufbuild/protobuf/codegenv2': '/@bufbuild/protobuf/codegenv2/index.js',
  '@bufbuild/protobuf/reflect': '/@bufbuild/protobuf/reflect/index.js',
  '@bufbuild/protobuf/wire': '/@bufbuild/protobuf/wire/index.js',
  '@bufbuild/protobuf/wkt': '/@bufbuild/protobuf/wkt/index.js',
  '@connectrpc/connect': '/@connectrpc/connect/index.js',
  '@connectrpc/connect/protocol': '/@connectrpc/connect/protocol/index.js',
  '@connectrpc/connect/protocol-connect': '/@connectrpc/connect/protocol-connect/index.js',
  '@connectrpc/connect/protocol-grpc-web': '/@connectrpc/connect/protocol-grpc-web/index.js',
  '@connectrpc/connect-web': '/@connectrpc/connect-web/index.js',
}

/** A page on an origin of its own, with the official client as its modules are published. */
export async function servePage(
  origin: string,
  { files, url }: { readonly files: FileDescriptorSet; readonly url: string },
): Promise<AsyncDisposable & { readonly url: string }> {
  const page = pageOf(Buffer.from(toBinary(FileDescriptorSetSchema, files)).toString('base64'), url)
  const server = createServer(async ({ url: path = '/' }, response) => {
    const found = packages.find((name) => path.startsWith(`/${name}/`))
    if (found === undefined) return response.setHeader('content-type', 'text/html').end(page)
    const entry = fileURLToPath(import.meta.resolve(found)).replace(/\/dist\/.*$/, '/dist/esm')
    const text = await readFile(`${entry}${path.slice(found.length + 1)}`)
    response.setHeader('content-type', 'text/javascript').end(text)
  })
  const { hostname, port } = new URL(origin)
  server.listen(Number(port), hostname)
  await once(server, 'listening')
  return {
    url: origin,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function pageOf(descriptors: string, url: string): string {
  return `<!doctype html><title>gRPC-Web</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf'
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { createGrpcWebTransport } from '@connectrpc/connect-web'

const bytes = Uint8Array.from(atob('${descriptors}'), (one) => one.charCodeAt(0))
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes))
const service = registry.getService('candy.doors.v1.DoorsService')
const doors = createClient(service, createGrpcWebTransport({ baseUrl: '${url}' }))

async function tryIt(token) {
  let refused = 'nothing'
  try {
    for await (const _ of doors.swings({})) break
  } catch ({ details }) {
    refused = /[A-Z]{4,}/.exec(new TextDecoder().decode(details[0].value))[0]
  }
  const heard = []
  const headers = { authorization: 'Bearer ' + token }
  setTimeout(() => doors.swing({ door: 'red', guardId: 'ann', n: 1n, times: 1n }), 500)
  for await (const { event } of doors.swings({}, { headers })) {
    heard.push(event.case)
    if (heard.length === 2) break
  }
  return { refused, heard }
}
window.tryIt = tryIt
</script>`
}
