import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'

import { InputError } from '@archwright/model/light'
import type { Command } from 'commander'

import { untilInterrupted } from '../until-interrupted.ts'

export function addMock(program: Command): void {
  program
    .command('mock')
    .description('answers every operation with an example of its contract, until interrupted')
    .argument('<source>', 'the folder of a built project, or a contract.ts')
    .option('--port <n>', 'port to listen on; 0 takes a free one', Number, 0)
    .action(async (source: string, { port }: { port: number }) => {
      const signal = untilInterrupted()
      const found = await stat(source).catch(() => undefined)
      if (found?.isDirectory()) return mockProject(source, port, signal)
      const { mockContract } = await import('@archwright/builder')
      const mock = await mockContract(source, { port })
      const urls = { base: mock.url, api: `${mock.url}/v1`, docs: `${mock.url}/v1/docs` }
      process.stdout.write(`${JSON.stringify({ ready: true, urls })}\n`)
      if (!signal.aborted) await once(signal, 'abort')
      await mock.close()
    })
}

/** The project has its own mock: its modules may need its own libraries. */
async function mockProject(folder: string, port: number, signal: AbortSignal): Promise<void> {
  for (const [needed, right] of [
    ['src/mock.ts', 'name the folder of a built project, or a contract.ts'],
    ['node_modules', `run npm install in ${folder} first`],
  ] as const) {
    await access(path.join(folder, needed)).catch(() => {
      throw new InputError([{ where: folder, what: `has no ${needed}`, right }])
    })
  }
  const child = spawn(process.execPath, ['src/mock.ts'], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, PORT: String(port) },
  })
  const exited = once(child, 'exit')
  signal.addEventListener('abort', () => child.kill(), { once: true })
  if (signal.aborted) child.kill()
  const [code] = await exited
  if (!signal.aborted) throw new Error(`the mock of ${folder} ended by itself with ${code}`)
}
