// Holds the shop's REST against its own OpenAPI document with Schemathesis, a judge that shares no code with us:
//
//   node benchmarks/schemathesis/run.ts [--seconds 180] [--as staff|customer] [-- further options of schemathesis]
//
// It must find no 5xx and no answer that the document does not describe. Needs Python 3.10 and PyPI; without them it
// says SKIPPED and why, and ends with 0.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import { defaultWiring, startApp, type Wiring } from '@archwright/kit/app'
import { createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'
import { startPostgres } from '@archwright/kit/postgres'
import { readyModule, readyModules } from '@archwright/modules/ready'

const version = '4.32.5'
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '180' },
    as: { type: 'string', default: 'staff' },
  },
})

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'missing_required_header',
  'unsupported_method',
  'allow_header_conformance',
  'use_after_free',
  'ignored_auth',
]
// What is followed does not end by itself, and a judge of answers would wait for its end.
const endless = ['/v1/orders/changes']

process.exitCode = await main()

async function main(): Promise<number> {
  const program = await installed()
  if (!program) return 0
  await using shop = await startShop()
  const document = await judgedDocument(shop)
  const token = await shop.tokenFor(values.as)
  return await run(
    program,
    [
      ...[
        '--config-file',
        await configFile(shop),
        'run',
        document,
        '--url',
        shop.url,
        '--header',
        `Authorization: Bearer ${token}`,
      ],
      ...['--checks', checks.join(','), '--max-time', values.seconds, '--seed', '1'],
      ...['--request-timeout', '30', '--continue-on-failure', '--no-color'],
      ...endless.flatMap((one) => ['--exclude-path', one]),
      ...positionals,
    ],
    shop.folder,
  )
}

/**
 * The document without two parameters that ask for what a judge must take for a fault: a deadline no call can meet is
 * answered with 504, and chosen fields are less than the schema of the whole answer demands.
 */
async function judgedDocument({ url, folder }: { url: string; folder: string }): Promise<string> {
  const text = await (await fetch(`${url}/v1/openapi.json`)).text()
  const without = text.replaceAll(
    /\{"\$ref":"#\/components\/parameters\/(Deadline|Fields)"\},?/g,
    '',
  )
  const file = path.join(folder, 'openapi.json')
  await writeFile(file, without.replaceAll(',]', ']'))
  return file
}

/** A missing If-Match is 428 (RFC 6585), which the judge does not expect of itself. */
async function configFile({ folder }: { folder: string }): Promise<string> {
  const file = path.join(folder, 'schemathesis.toml')
  const statuses = ['400', '401', '403', '415', '422', '428']
  const content = `[checks.missing_required_header]\nexpected-statuses = ${JSON.stringify(statuses)}\n`
  await writeFile(file, content)
  return file
}

/** The program, in a virtual environment that is kept for the next run; undefined where it cannot be had. */
async function installed(): Promise<string | undefined> {
  const folder = path.join(tmpdir(), `archwright-schemathesis-${version}`)
  const program = path.join(folder, 'bin', 'schemathesis')
  if (await exists(program)) return program
  const made =
    (await run('python3', ['-m', 'venv', folder])) === 0 &&
    (await run(path.join(folder, 'bin', 'pip'), ['install', '-q', `schemathesis==${version}`])) ===
      0
  if (made) return program
  await rm(folder, { recursive: true, force: true })
  console.error(`SKIPPED: schemathesis ${version} needs python3 and PyPI, and one is missing here`)
  return undefined
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function run(program: string, options: readonly string[], cwd = tmpdir()): Promise<number> {
  const child = spawn(program, options, { stdio: 'inherit', cwd })
  const [code] = await once(child, 'exit').catch(() => [1]) // there is no such program
  return Number(code ?? 1)
}

/** All ready modules in this process, on a PostgreSQL of their own, without limits: the judge is one caller. */
async function startShop() {
  const folder = await mkdtemp(path.join(tmpdir(), 'schemathesis-shop-'))
  const stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true }))
  const postgres = stack.use(await startPostgres({ directory: path.join(folder, 'postgres') }))
  const signingKeysFile = path.join(folder, 'keys.json')
  const app = await startApp({
    modules: Object.fromEntries(readyModules.map((name) => [name, readyModule(name)])),
    wiring: shopWiring(),
    directory: pathToFileURL(`${folder}/`),
    variables: {
      PORT: '0',
      DATABASE_URL: postgres.url,
      SIGNING_KEYS_FILE: signingKeysFile,
      LOG_LEVEL: 'error',
    },
  })
  stack.defer(() => app.close())
  const tokens = createTokenIssuer(await loadSigningKeys(signingKeysFile), {
    issuer: 'shop',
    audience: 'shop',
    accessTokenSeconds: 3_600,
    clock: { now: () => new Date(), newId: () => crypto.randomUUID() },
  })
  const tokenFor = async (role: string) =>
    (await tokens.issue({ id: crypto.randomUUID(), roles: [role] })).token
  return { url: app.url, folder, tokenFor, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

function shopWiring(): Wiring {
  const wiring = defaultWiring('shop', readyModules)
  const policy = {
    timeoutMs: 2_000,
    attempts: 2,
    backoffMs: 50,
    retryBudget: 0.1,
    breaker: { failureRate: 0.5, windowSeconds: 10, minimumPerSecond: 10, openSeconds: 5 },
    bulkhead: { concurrent: 50, queued: 200 },
  }
  return {
    ...wiring,
    limits: {},
    dependencies: { 'payment-provider': policy, email: policy, webhooks: policy },
    shedding: { maxInFlight: 1_000, maxEventLoopDelayMs: 60_000 },
  }
}
