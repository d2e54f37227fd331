import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import type { Claim } from '@archwright/model'

const repository = fileURLToPath(new URL('../../../../../', import.meta.url))
const allModules = [
  'identity',
  'catalog',
  'inventory',
  'carts',
  'orders',
  'payments',
  'notifications',
]

/** A change of one file of the shop's source: what to break. */
export interface Plant {
  file: string
  replace: string | RegExp
  by: string
}

/** A shop project in a temporary folder, as a builder would place it. */
export interface TestShop {
  directory: string
  [Symbol.asyncDispose](): Promise<void>
}

/** Places a shop made of the ready modules (or some of them), with its contract and a small design; then breaks it as asked. */
export async function placeShop(
  plants: readonly Plant[] = [],
  modules: readonly string[] = allModules,
): Promise<TestShop> {
  const directory = await mkdtemp(path.join(tmpdir(), 'archwright-shop-'))
  const write = (name: string, text: string) => writeFile(path.join(directory, name), text)
  for (const name of modules) {
    const from = path.join(repository, 'packages/modules/src', name)
    await cp(from, path.join(directory, 'src/modules', name), { recursive: true })
  }
  await symlink(path.join(repository, 'node_modules'), path.join(directory, 'node_modules'))
  await write('package.json', '{ "type": "module" }')
  await write('archwright.lock.json', JSON.stringify({ design: design() }))
  for (const [name, text] of Object.entries(programsOf(modules)))
    await write(`src/${name}.ts`, text)
  for (const { file, replace, by } of plants) await plant(path.join(directory, file), replace, by)
  await promisify(execFile)(process.execPath, ['src/contracts.ts'], { cwd: directory })
  return {
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

async function plant(file: string, replace: string | RegExp, by: string): Promise<void> {
  const before = await readFile(file, 'utf8')
  const after = before.replace(replace, () => by)
  if (after === before) throw new Error(`nothing to break in ${file}: ${replace}`)
  await writeFile(file, after)
}

// Texts, not imports: the prover knows the kit and the modules as somebody's project only.
const programsOf = (modules: readonly string[]) => ({
  modules: `${modules
    .map((name) => `import { create as ${name} } from './modules/${name}/index.ts'`)
    .join('\n')}
export const modules = { ${modules.join(', ')} }`,
  wiring: `import { defaultWiring } from '@archwright/kit/app'
const payment = {
  timeoutMs: 2_000, attempts: 3, backoffMs: 50, retryBudget: 0.2,
  breaker: { failureRate: 0.5, windowSeconds: 10, minimumPerSecond: 1, openSeconds: 2 },
  bulkhead: { concurrent: 256, queued: 1_000 },
}
export const wiring = {
  ...defaultWiring('shop', ${JSON.stringify(modules)}),
  dependencies: { 'payment-provider': payment },
}`,
  main: `import { runProcess } from '@archwright/kit/app'
import { modules } from './modules.ts'
import { wiring } from './wiring.ts'
await runProcess({ modules, wiring, variables: process.env, directory: new URL('..', import.meta.url) })`,
  contracts: `import { writeContracts } from '@archwright/kit/app'
import { modules } from './modules.ts'
import { wiring } from './wiring.ts'
await writeContracts({ modules, wiring, directory: new URL('../contracts/', import.meta.url) })`,
  postgres: `import { parseArgs } from 'node:util'
import { servePostgres } from '@archwright/kit/postgres'
const { values } = parseArgs({ options: { directory: { type: 'string' }, port: { type: 'string' } } })
await servePostgres({ directory: values.directory, port: Number(values.port) })`,
})

function design() {
  return {
    system: 'shop',
    deployables: [{ replicas: 1 }],
    mix: [
      { operation: 'catalog.listProducts', perSecond: 5 },
      { operation: 'catalog.getProduct', perSecond: 5 },
      { operation: 'carts.createCart', perSecond: 2 },
      { operation: 'carts.setLine', perSecond: 2 },
      { operation: 'orders.placeOrder', perSecond: 2 },
    ],
    claims: [
      claim('orders.placeOrder.rate', { required: 120, unit: 'orders/min', better: 'at-least' }),
      ...['lost', 'doubled', 'oversold', 'doubleCharged', 'stuck'].map((name) =>
        claim(`correctness.${name}`, { required: 0, unit: 'orders', better: 'equal' }),
      ),
      claim('access.wrong', { required: 0, unit: 'pairs', better: 'equal' }),
      claim('contract.wrong', { required: 0, unit: 'responses', better: 'equal' }),
    ].map((one, index) => ({ ...one, id: `C-${String(index + 1).padStart(2, '0')}` })),
  }
}

function claim(key: string, given: Pick<Claim, 'required' | 'unit' | 'better'>) {
  return { key, kind: 'correctness', requirement: key, predicted: given.required, ...given }
}
