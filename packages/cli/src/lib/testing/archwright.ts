import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** The command's own file. */
export const main = fileURLToPath(new URL('../../main.ts', import.meta.url))

/** The repository's own examples. */
export const examples = fileURLToPath(new URL('../../../../../examples/', import.meta.url))

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the command as a process of its own, as a user would. */
export async function archwright(
  args: readonly string[],
  { input = '', cwd = examples }: { input?: string; cwd?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...args], { cwd, timeout: 60_000 })
  child.stdin.on('error', () => {}) // it may have read enough before the end
  child.stdin.end(input)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, stdout, stderr }
}
