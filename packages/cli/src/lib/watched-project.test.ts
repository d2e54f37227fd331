import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { build } from '@archwright/builder'
import { design } from '@archwright/designer'
import { testDatabase } from '@archwright/kit/postgres'
import { readBrief } from '@archwright/reader'
import { writeYaml } from '@archwright/reader/yaml'
import { parse } from 'yaml'

import { examples } from './testing/archwright.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const libraries = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

describe('the dashboard and the alerts of a built shop', { timeout: 240_000 }, () => {
  let shop: Awaited<ReturnType<typeof startShop>>
  before(async () => {
    shop = await startShop()
  })
  after(() => shop?.[Symbol.asyncDispose]())

  it('ask for nothing that the running shop or their own rules do not tell', async () => {
    const { asked, recorded } = await expressionsOf(shop.folder)
    assert.ok(asked.length > 20, `${asked.length} expressions`)
    const told = new Set([...shop.told, ...recorded, 'up'])
    const unknown = asked.flatMap((expression) =>
      namesIn(expression).filter((name) => !told.has(name) && !isNumber(name)),
    )
    assert.deepEqual([...new Set(unknown)], [])
    assert.ok(asked.some((expression) => namesIn(expression).includes('background_oldest_seconds')))
  })

  it('name only work that the shop tells of', async () => {
    const { asked } = await expressionsOf(shop.folder)
    const works = asked.flatMap((expression) => [
      ...expression.matchAll(/(background_\w+)\{of="(\w+)"\}/g),
    ])
    assert.ok(works.length > 0)
    for (const [, metric, of] of works)
      assert.match(shop.text, new RegExp(`^${metric}\\{of="${of}"\\} `, 'm'))
  })

  it('find the trace of a call that is kept, in OpenMetrics', async () => {
    assert.match(shop.openText, /^# TYPE operation_duration_seconds histogram$/m)
    assert.match(
      shop.openText,
      /^operation_duration_seconds_bucket\{.*operation="catalog.listProducts".*\} \d+ # \{trace_id="[0-9a-f]{32}"\} [\d.e-]+ \d+\.\d{3}$/m,
    )
    assert.match(shop.openText, /^# TYPE cache_answers counter$/m)
    assert.ok(shop.openText.endsWith('\n# EOF\n'))
  })
})

async function startShop() {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await temporaryFolder())
  const brief = await readBrief(await readFile(path.join(examples, 'shop.md'), 'utf8'), {
    name: 'shop',
  })
  const decided = design(brief, { sensitivity: false })
  await build(decided, { out: folder.path, briefYaml: writeYaml(brief) })
  await symlink(libraries, path.join(folder.path, 'node_modules'), 'dir')
  const database = opened.use(await testDatabase())
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: database.url },
  })
  opened.defer(async () => {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGTERM')) await ended
  })
  const { text, openText } = await metricsOf(await urlOf(child))
  // A counter of what has not happened yet is told by its type only.
  const names = [...text.matchAll(/^(?:# TYPE )?([a-z_:][\w:]*)[{ ]/gim)]
  const told = new Set(names.map(([, name = '']) => name))
  const stack = opened.move()
  return {
    folder: folder.path,
    text,
    openText,
    told,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** After a traced call, and after the second look: what is told of background work is that of the look before. */
async function metricsOf(url: string): Promise<{ text: string; openText: string }> {
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, { headers, signal: AbortSignal.timeout(30_000) })
    return response.text()
  }
  await get('/v1/products', { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` })
  const openText = await get('/metrics', { accept: 'application/openmetrics-text;version=1.0.0' })
  const deadline = performance.now() + 60_000
  for (;;) {
    const text = await get('/metrics')
    if (/^background_dead\{/m.test(text)) return { text, openText }
    assert.ok(performance.now() < deadline, 'no figures of background work within 60 s')
  }
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout)
  for await (const line of createInterface({ input: stdout })) {
    const { ready, urls } = JSON.parse(line) as { ready?: boolean; urls?: { base: string } }
    if (ready && urls) return urls.base
  }
  return assert.fail('it ended before it was ready')
}

interface Rules {
  groups: { rules: { record?: string; expr: string }[] }[]
}

interface Dashboard {
  panels: { targets?: { expr: string }[] }[]
}

async function expressionsOf(folder: string) {
  const read = (file: string) => readFile(path.join(folder, 'deploy', file), 'utf8')
  const rules = [
    await read('prometheus/recording-rules.yaml'),
    await read('prometheus/alerts.yaml'),
  ]
    .map((text) => parse(text) as Rules)
    .flatMap(({ groups }) => groups.flatMap((group) => group.rules))
  const { panels } = JSON.parse(await read('grafana/dashboards/overview.json')) as Dashboard
  return {
    recorded: rules.flatMap(({ record }) => record ?? []),
    asked: [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ],
  }
}

/** Names of metrics in PromQL: what is left without labels, functions and words of the language. */
function namesIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
  return [...bare.matchAll(/(?<![\w:.])[a-z_:][\w:]*(?!\s*\(|[\w:])/gi)]
    .map(([name]) => name)
    .filter((name) => !['and', 'or', 'unless'].includes(name))
}

const isNumber = (name: string): boolean => !Number.isNaN(Number(name))
