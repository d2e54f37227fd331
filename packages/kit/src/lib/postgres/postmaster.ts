import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const POLL_MS = 20

/** What a running server writes about itself into its data directory. */
export interface Postmaster {
  pid: number
  port: number
  ready: boolean
}

/** Reads postmaster.pid; the process it names may be long gone. */
export function readPostmaster(data: string): Postmaster | undefined {
  const lines = readText(path.join(data, 'postmaster.pid')).split('\n')
  const [pid, port, status] = [Number(lines[0]), Number(lines[3]), lines[7]?.trim()]
  if (!pid || !port) return undefined
  return { pid, port, ready: status === 'ready' }
}

/**
 * Whether the process is alive and is the server of this data directory.
 * A zombie has no command line, and a process that got a dead server's number has another one.
 */
export function isPostmaster(pid: number, data: string): boolean {
  return readText(`/proc/${pid}/cmdline`).split('\0').includes(data)
}

/**
 * Clears the way for a new server after a crash: waits until the old one's children have ended, then
 * removes its postmaster.pid. Left in place, that file would block the start for as long as any
 * process has the dead server's number, which after the restart of a container is likely.
 */
export async function buryPostmaster(data: string, signal: AbortSignal): Promise<void> {
  while (hasServerProcess(data)) await wait(POLL_MS, undefined, { signal })
  rmSync(path.join(data, 'postmaster.pid'), { force: true })
}

/** All of a server's processes work in its data directory; a zombie works nowhere. */
function hasServerProcess(data: string): boolean {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .some((pid) => readLink(`/proc/${pid}/cwd`) === data)
}

function readLink(file: string): string | undefined {
  try {
    return readlinkSync(file)
  } catch {
    return undefined
  }
}

/** Signals the server; does nothing when it is gone. */
export function signalPostmaster(pid: number, data: string, signal: NodeJS.Signals): void {
  if (isPostmaster(pid, data)) process.kill(pid, signal)
}

/** Fast shutdown (clients are cut off, all is written); harsher ones when that does not end it. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const { signal, limitMs } of shutdowns) {
    signalPostmaster(pid, data, signal)
    if (await ended(pid, data, limitMs)) return
  }
  throw new Error(`PostgreSQL (process ${pid}, ${data}) does not end`)
}

const shutdowns = [
  { signal: 'SIGINT', limitMs: 20_000 },
  { signal: 'SIGQUIT', limitMs: 5_000 },
  { signal: 'SIGKILL', limitMs: 5_000 },
] as const

async function ended(pid: number, data: string, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += POLL_MS) {
    if (!isPostmaster(pid, data)) return true
    await wait(POLL_MS)
  }
  return !isPostmaster(pid, data)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
