import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import type { ProvableProject } from '../project.ts'
import { startChild } from './child.ts'
import { type Database, startDatabase } from './database.ts'
import { findFreePort } from './free-port.ts'
import type { Launch } from './launch.ts'
import { type MailSink, startMailSink } from './mail-sink.ts'
import { startReaper } from './reaper.ts'
import { type Redis, startRedis } from './redis.ts'
import { createReplica, type Replica } from './replica.ts'
import { hasSimulator, type Simulator, startSimulator } from './simulator.ts'

const READY_LIMIT_MS = 60_000
const MAX_REPLICAS = 2

/** All that runs for a proof: the project's processes and the world around them. */
export interface Environment {
  database: Database
  /** Absent where the project brings none. */
  simulator?: Simulator
  mail: MailSink
  /** Where the design keeps answers in one, and the machine has it. */
  redis?: Redis
  replicas: Replica[]
  /** A place for one process more, as a roll-out takes it for a while; nothing runs there otherwise. */
  spare: Replica
  /** A folder that is removed at the end. */
  work: string
  staff: { email: string; password: string }
  /** The file with which the project's processes sign their tokens. */
  keysFile: string
  [Symbol.asyncDispose](): Promise<void>
}

export interface EnvironmentOptions {
  logs: string
  signal: AbortSignal
  progress(line: string): void
}

/** Starts everything on private free ports; ends all of it again when one part does not start. */
export async function startEnvironment(
  { directory, design }: ProvableProject,
  { logs, signal, progress }: EnvironmentOptions,
): Promise<Environment> {
  await using stack = new AsyncDisposableStack()
  await rm(logs, { recursive: true, force: true })
  await mkdir(logs, { recursive: true })
  const work = await mkdtemp(path.join(tmpdir(), 'archwright-prove-'))
  stack.defer(() => rm(work, { recursive: true, force: true }))
  const reaper = stack.use(startReaper())
  const launch: Launch = (name, program, { args = [], ...options }) =>
    startChild({
      name,
      args: [program, ...args],
      cwd: directory,
      ...options,
      log: path.join(logs, `${name}.log`),
      readyLimitMs: READY_LIMIT_MS,
      reaper,
      signal,
    })

  const database = stack.use(await startDatabase(launch, path.join(work, 'postgres'), reaper))
  progress('PostgreSQL runs')
  const count = Math.min(MAX_REPLICAS, Math.max(1, design.deployables[0]?.replicas ?? 1))
  const ports = await Promise.all(Array.from({ length: count + 1 }, findFreePort))
  const [sparePort = 0, ...replicaPorts] = ports
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
  const simulator = hasSimulator(directory)
    ? stack.use(await startSimulator(launch, { port: replicaPorts[0] ?? 0, webhookSecret }))
    : undefined
  const mail = stack.use(await startMailSink())
  const redis = isShared(design) ? await startRedis(reaper) : undefined
  if (redis) stack.use(redis)
  const staff = { email: 'staff@example.com', password: randomBytes(18).toString('base64url') }
  const keysFile = path.join(work, 'signing-keys.json')
  const env = {
    ...variablesOf({ database, mail, keysFile, staff }),
    ...(simulator
      ? { PAYMENT_PROVIDER_URL: simulator.url, PAYMENT_WEBHOOK_SECRET: webhookSecret }
      : {}),
    ...(redis ? { REDIS_URL: redis.url } : {}),
  }
  const place = (name: string, port: number) => placeReplica(stack, launch, { name, port, env })
  const spare = place('process-more', sparePort)
  const replicas = replicaPorts.map((port, index) => place(`process-${index + 1}`, port))
  for (const replica of replicas) await replica.start() // the first one migrates
  progress(
    `${count} process${count > 1 ? 'es' : ''} of the project${simulator ? ', the payment simulator' : ''} and a mail server run`,
  )
  const parts = stack.move()
  return {
    database,
    ...(simulator ? { simulator } : {}),
    mail,
    ...(redis ? { redis } : {}),
    replicas,
    spare,
    work,
    staff,
    keysFile,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** What each process of the project is told, whatever else there is. */
function variablesOf({
  database,
  mail,
  keysFile,
  staff,
}: Pick<Environment, 'database' | 'mail' | 'keysFile' | 'staff'>): Record<string, string> {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    SMTP_URL: mail.url,
    NODE_OPTIONS: `--import=${import.meta.resolve('./step-clock.ts')}`,
    WEBHOOK_SECRET_KEYS: `proof:${randomBytes(32).toString('base64')}`,
    ENCRYPTION_KEYS: `proof:${randomBytes(32).toString('base64')}`,
    SIGNING_KEYS_FILE: keysFile,
    STAFF_EMAIL: staff.email,
    STAFF_PASSWORD: staff.password,
    LOG_LEVEL: 'warn',
  }
}

/** Whether answers are kept for all processes together. */
const isShared = ({ caches }: ProvableProject['design']) =>
  (caches ?? []).some(({ kind }) => kind === 'distributed')

function placeReplica(
  stack: AsyncDisposableStack,
  launch: Launch,
  { name, port, env }: { name: string; port: number; env: Record<string, string> },
): Replica {
  const replica = createReplica(launch, {
    name,
    origin: `http://127.0.0.1:${port}`,
    env: { ...env, PORT: `${port}` },
  })
  // At the end nothing waits for an answer: draining would only take time.
  stack.defer(() => replica.kill())
  return replica
}
