import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

import { serveStudio } from '@archwright/studio'

interface Options {
  progress(line: string): void
  signal: AbortSignal
}

const readyLimitMs = 60_000
const stopLimitMs = 20_000

/** Runs the built backend on its embedded PostgreSQL and shows the page, until interrupted. */
export async function serve(directory: string, { progress, signal }: Options): Promise<void> {
  const backend = spawn(process.execPath, ['src/main.ts'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PORT: '3000', LOG_LEVEL: 'warn', ...process.env },
  })
  const ended = once(backend, 'exit')
  const studio = await serveStudio(directory, { port: 0 })
  try {
    const urls = await Promise.race([readyUrls(backend.stdout), ended.then(() => undefined)])
    if (!urls) throw new Error('the backend ended before it was ready; its messages are above')
    for (const [name, url] of Object.entries(urls))
      process.stdout.write(`${name.padEnd(10)}${url}\n`)
    process.stdout.write(`page      ${studio.url}\n`)
    progress('serving until Ctrl-C')
    await Promise.race([interrupted(signal), ended])
  } finally {
    backend.kill('SIGTERM')
    const timer = setTimeout(() => backend.kill('SIGKILL'), stopLimitMs)
    await ended
    clearTimeout(timer)
    await studio.close()
  }
}

/** The URLs of the backend's one ready line. */
async function readyUrls(output: NodeJS.ReadableStream): Promise<Record<string, string>> {
  const lines = createInterface({ input: output })
  const timer = setTimeout(() => lines.close(), readyLimitMs)
  for await (const line of lines) {
    if (!line.startsWith('{"ready":true')) continue
    clearTimeout(timer)
    lines.close()
    output.resume() // later lines are the backend's own
    return JSON.parse(line).urls
  }
  throw new Error(`the backend was not ready within ${readyLimitMs / 1_000} s`)
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
