import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, createWriteStream, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

import type { Reaper } from './reaper.ts'

const STOP_LIMIT_MS = 20_000
const READY_POLL_MS = 100

export interface ChildOptions {
  name: string
  /** Arguments of Node: the program first. */
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
  /** Its standard output and error are appended to this file. */
  log: string
  /** Where its output goes instead, such as a device that is full; then nothing of it is read. */
  output?: string
  /** Told by it instead of by a ready line; asked until it says so. */
  isReady?(): Promise<boolean>
  /** How long it may take to print its ready line. */
  readyLimitMs: number
  reaper: Reaper
  signal: AbortSignal
}

/** A running Node program in a process group of its own. */
export interface Child {
  pid: number
  /** The JSON line {"ready":true,…} it printed; empty where it was asked instead. */
  ready: Record<string, unknown>
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<void>
  /** Signals the whole group. */
  kill(signal: NodeJS.Signals): void
  /** SIGTERM, then SIGKILL when that does not end it. */
  stop(): Promise<void>
}

/** Starts a program and waits for its ready line; throws with the end of its output when none comes. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, reaper, readyLimitMs, signal } = options
  signal.throwIfAborted()
  const { process: started, output, readyLine } = launch(options)
  const pid = started.pid
  if (pid === undefined) throw new Error(`${name} could not be started`)
  reaper.watch(pid)
  const ended = new Promise<void>((resolve) => started.once('exit', () => resolve())).then(() => {
    reaper.forget(pid)
  })
  const kill = (code: NodeJS.Signals) => killGroup(pid, code)
  const limit = AbortSignal.any([AbortSignal.timeout(readyLimitMs), signal])
  const said = options.isReady ? untilReady(options.isReady, limit) : readyLine
  const ready = await Promise.race([said, ended, aborted(limit)])
  if (!ready) {
    kill('SIGKILL')
    throw new Error(`${name} did not become ready; it printed:\n${output.text().slice(-3_000)}`)
  }
  return { pid, ready, ended, kill, stop: () => stop(kill, ended) }
}

function launch({ args, cwd, env, log, output: target }: ChildOptions) {
  const to = target === undefined ? 'pipe' : openSync(target, 'a')
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    detached: true,
    stdio: ['ignore', to, to],
  })
  if (typeof to === 'number') closeSync(to)
  const file = createWriteStream(log, { flags: 'a' })
  const output = keepTail(child)
  child.stdout?.pipe(file, { end: false })
  child.stderr?.pipe(file, { end: false })
  child.once('close', () => file.end())
  child.once('error', () => {})
  return { process: child, output, readyLine: findReadyLine(child) }
}

function keepTail(child: ChildProcess): { text(): string } {
  let tail = ''
  const add = (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-6_000)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return { text: () => tail }
}

function findReadyLine({ stdout }: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    if (!stdout) return
    const lines = createInterface({ input: stdout })
    lines.on('line', (line) => {
      const parsed = parseObject(line)
      if (parsed?.ready === true) resolve(parsed)
    })
  })
}

async function untilReady(
  isReady: () => Promise<boolean>,
  limit: AbortSignal,
): Promise<Record<string, unknown> | undefined> {
  while (!limit.aborted) {
    if (await isReady()) return {}
    await wait(READY_POLL_MS)
  }
  return undefined
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

async function stop(kill: Child['kill'], ended: Promise<void>): Promise<void> {
  kill('SIGTERM')
  const limit = new AbortController()
  await Promise.race([ended, wait(STOP_LIMIT_MS, undefined, limit)])
  limit.abort()
  kill('SIGKILL')
  await ended
}
