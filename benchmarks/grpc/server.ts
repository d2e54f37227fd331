import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { emitProto } from '@archwright/kit/emit'
import { type CallContext, createServer } from 'nice-grpc'

import { serve } from '../tea/serve.ts'
import { tea, teaModule } from '../tea/tea.ts'
import { loadTeaService } from './tea-service.ts'

await serve({
  interfaces: { grpc: {} },
  addressOf: ({ urls }) => new URL(urls.grpc ?? '').host,
  /** The same messages by nice-grpc and the usual loader of .proto files; `checked` also looks at the token. */
  async peer({ which, folder, check }) {
    await writeProtos(folder)
    const answer = async (_request: unknown, { metadata }: CallContext) => {
      if (which === 'checked') await check(metadata.get('authorization'))
      return { tea }
    }
    const server = createServer()
    const definition = await loadTeaService(folder)
    server.add(definition as never, { GetTea: answer, ChangeTea: answer } as never) // the file has these two
    return `127.0.0.1:${await server.listen('127.0.0.1:0')}`
  },
})

async function writeProtos(into: string): Promise<void> {
  for (const [name, text] of Object.entries(emitProto([teaModule], { system: 'tea' }))) {
    const file = path.join(into, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}
