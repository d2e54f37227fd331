import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Program extends AsyncDisposable {
  /** What it serves, by name, as it said when it was ready. */
  readonly urls: Readonly<Record<string, string>>
}

/** Runs a program that prints a JSON line with its URLs when it is ready; disposed, it is ended and waited for. */
export async function runProgram(
  args: readonly string[],
  { cwd, variables = {} }: { cwd: string; variables?: Readonly<Record<string, string>> },
): Promise<Program> {
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', ...variables },
  })
  const exited = once(child, 'exit')
  const line = once(createInterface({ input: child.stdout }), 'line')
  const ended = exited.then(([code]) => assert.fail(`ended with ${code}`))
  const [ready] = await Promise.race([line, ended])
  ended.catch(() => {}) // it ends when it is told to
  return {
    urls: JSON.parse(String(ready)).urls,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.kill('SIGTERM')) await exited
    },
  }
}
