import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Ends process groups when this process ends without having done so, even by SIGKILL: a program of its
 * own that hears the end of its standard input. See reaper-program.ts.
 */
export interface Reaper {
  watch(pid: number): void
  forget(pid: number): void
  [Symbol.dispose](): void
}

export function startReaper(): Reaper {
  const program = fileURLToPath(import.meta.resolve('./reaper-program.ts'))
  const child: ChildProcess = spawn(process.execPath, [program], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  // The reaper is a safety net: proving goes on without it.
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  const tell = (line: string) => child.stdin?.write(`${line}\n`)
  return {
    watch: (pid) => tell(`+${pid}`),
    forget: (pid) => tell(`-${pid}`),
    [Symbol.dispose]: () => child.stdin?.end(),
  }
}
