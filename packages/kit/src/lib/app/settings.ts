import { fileURLToPath } from 'node:url'

import type { ServiceFiles } from '../remote/service-tls.ts'
import { plainSecrets, type Secret, type Secrets } from '../secrets/secrets.ts'

/** What a process takes from its environment. */
export interface Settings {
  /** The process of the wiring that this one is; undefined when it runs the modules of all of them. */
  readonly process: string | undefined
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Where clients reach the system, without a slash at the end; its name as an issuer of tokens to others. */
  readonly publicUrl: string | undefined
  /** 0 takes a free one. */
  readonly grpcPort: number
  /** Undefined: an embedded PostgreSQL in the data folder. */
  readonly databaseUrl: (() => string) | undefined
  /** A streaming replica of it that may answer queries; undefined: there is none. */
  readonly replicaUrl: (() => string) | undefined
  /** Undefined: nothing is shared between processes but the database. */
  readonly redisUrl: (() => string) | undefined
  readonly dataFolder: string
  readonly signingKeysFile: string
  /** The keys themselves as a JWK Set, in place of the file. */
  readonly signingKeys: (() => string) | undefined
  readonly logLevel: string
  readonly traceEndpoint: string | undefined
  /** Where captured events go: `file:///…` or `https://…`. */
  readonly captureSink: string | undefined
  readonly corsOrigins: readonly string[]
  readonly trustProxy: boolean
  /** File with the addresses that may call, or may not; read again when it changes. */
  readonly addressListFile: string | undefined
  readonly production: boolean
  /** By what this process proves itself to the others; undefined: by the token alone. */
  readonly serviceFiles: ServiceFiles | undefined
  /** Where others call that show a certificate; 0 takes a free one. */
  readonly internalPort: number
  /** Shared by the processes of a system that is split; the newest first, separated by commas. */
  readonly internalToken: (() => string) | undefined
}

export type Variables = Readonly<Record<string, string | undefined>>

/** Reads the environment of a process. Throws with the variable's name and what would be right. */
export function readSettings(
  variables: Variables,
  directory: URL,
  processes: readonly string[],
  secrets: Pick<Secrets, 'follow'> = plainSecrets(variables),
): Settings {
  const followed = (name: string) => renewed(secrets.follow(name))
  const databaseUrl = withPassword(followed('DATABASE_URL'), secrets.follow('DATABASE_PASSWORD'))
  const dataFolder = variables.DATA_FOLDER ?? fileURLToPath(new URL('.data/', directory))
  const production = variables.NODE_ENV === 'production'
  if (production && !databaseUrl) {
    throw new Error(
      'DATABASE_URL is not set; in production name the PostgreSQL to use (postgres://user:password@host:5432/name)',
    )
  }
  return {
    process: processName(variables.PROCESS, processes, production),
    host: variables.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: portOf('PORT', variables.PORT ?? '3000'),
    publicUrl: publicUrlOf(variables, production),
    grpcPort: portOf('GRPC_PORT', variables.GRPC_PORT ?? '50051'),
    databaseUrl,
    replicaUrl: withPassword(followed('DATABASE_REPLICA_URL'), secrets.follow('DATABASE_PASSWORD')),
    redisUrl: checkedRedis(followed('REDIS_URL')),
    dataFolder,
    signingKeysFile:
      variables.SIGNING_KEYS_FILE ?? `${dataFolder.replace(/\/?$/, '/')}signing-keys.json`,
    signingKeys: followed('SIGNING_KEY_SET'),
    logLevel: variables.LOG_LEVEL ?? 'info',
    traceEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
    captureSink: variables.CAPTURE_SINK || undefined,
    corsOrigins: variables.CORS_ORIGINS?.split(',').map((origin) => origin.trim()) ?? [],
    trustProxy: variables.TRUST_PROXY === 'true',
    addressListFile: variables.ADDRESS_LIST_FILE || undefined,
    production,
    serviceFiles: serviceFilesOf(variables),
    internalPort: portOf('INTERNAL_PORT', variables.INTERNAL_PORT ?? '3443'),
    internalToken: followed('INTERNAL_TOKEN'),
  }
}

// A system that is split runs whole in one process while it is written: the modules cannot tell.
function processName(
  named: string | undefined,
  processes: readonly string[],
  production: boolean,
): string | undefined {
  if (named === undefined && processes.length === 1) return processes[0]
  if (named === undefined && !production) return undefined
  if (named !== undefined && processes.includes(named)) return named
  throw new Error(
    `PROCESS is ${named ? `"${named}"` : 'not set'}; set it to one of: ${processes.join(', ')}`,
  )
}

function publicUrlOf(
  { PUBLIC_URL: text, PORT = '3000' }: Variables,
  production: boolean,
): string | undefined {
  if (!text) return production ? undefined : `http://localhost:${PORT}`
  const url = URL.parse(text)
  const here = url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname)
  if (url && (url.protocol === 'https:' || here) && !/[?#]/.test(text)) {
    return text.replace(/\/+$/, '')
  }
  throw new Error(`PUBLIC_URL is "${text}"; set it to where clients reach the system (https://…)`)
}

/** A secret that is set stays set: its source may be renewed, and does not vanish. */
function renewed(secret: Secret): (() => string) | undefined {
  let last = secret()
  if (last === undefined) return undefined
  return () => {
    last = secret() ?? last ?? ''
    return last
  }
}

/** The address with a password that is kept by itself, so that only that is secret. */
function withPassword(
  address: (() => string) | undefined,
  password: Secret,
): (() => string) | undefined {
  if (!address || password() === undefined) return address
  return () => {
    const url = new URL(address())
    url.password = encodeURIComponent(password() ?? '')
    return url.href
  }
}

function checkedRedis(address: (() => string) | undefined): (() => string) | undefined {
  if (!address || /^rediss?:$/.test(URL.parse(address())?.protocol ?? '')) return address
  throw new Error(
    'REDIS_URL is no address of a Redis; set it to one (redis://user:password@host:6379)',
  )
}

function serviceFilesOf(variables: Variables): ServiceFiles | undefined {
  const { SERVICE_CERT_FILE: cert, SERVICE_KEY_FILE: key, SERVICE_CA_FILE: ca } = variables
  if (!cert && !key && !ca) return undefined
  if (cert && key && ca) return { cert, key, ca }
  throw new Error('SERVICE_CERT_FILE, SERVICE_KEY_FILE and SERVICE_CA_FILE are set together')
}

function portOf(name: string, text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`${name} is "${text}"; set it to a number from 0 to 65535`)
}
