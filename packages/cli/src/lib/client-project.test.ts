import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { build } from '@archwright/builder'
import { design } from '@archwright/designer'
import { testDatabase } from '@archwright/kit/postgres'
import { readBrief } from '@archwright/reader'
import { writeYaml } from '@archwright/reader/yaml'

import { archwright } from './testing/archwright.ts'
import { runProgram } from './testing/run-program.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const command = path.join(root, 'packages/cli/src/main.ts')
const password = 'correct horse battery'

/** A front end: it knows the client, and where the backend is. */
const frontEnd = `import { createClient } from './client.ts'

const guest = createClient({ url: process.argv[2] ?? '' })
await guest.identity.register({ email: 'ann@example.com', password: '${password}', name: 'Ann' })
const { accessToken } = await guest.identity.login({ email: 'ann@example.com', password: '${password}' })
const ann = createClient({ url: process.argv[2] ?? '', token: accessToken })
const { name }: { name: string } = await ann.identity.getProfile({})
const products: string[] = []
for await (const product of ann.catalog.listProducts.all({})) products.push(product.title)
const missing = await ann.catalog.getProduct.result({ productId: '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11' })
const found = missing.ok ? missing.output.title : missing.failure.code
console.log(JSON.stringify({ name, products: products.length, found }))
`
const wrong = `import { createClient } from './client.ts'
export const answer = createClient({ url: '' }).catalog.getProduct({ product: 1 })
`

describe('the client of a built project', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  before(async () => {
    folder = await temporaryFolder()
    const brief = await readBrief('An online shop with a catalog, orders and user accounts.')
    const designed = design(brief, { sensitivity: false })
    await build(designed, { out: folder.path, briefYaml: writeYaml(brief) })
    await symlink(path.join(root, 'node_modules'), path.join(folder.path, 'node_modules'), 'dir')
    await writeFile(path.join(folder.path, 'src/front-end.ts'), frontEnd)
  })
  after(() => folder[Symbol.asyncDispose]())

  it('calls the running project', async () => {
    await using database = await testDatabase()
    const variables = { DATABASE_URL: database.url }
    await using project = await runProgram(['src/main.ts'], { cwd: folder.path, variables })
    assert.deepEqual(await runFrontEnd(folder.path, project.urls.base), {
      name: 'Ann',
      products: 0,
      found: 'PRODUCT_NOT_FOUND',
    })
  })

  it('calls its mock, which `archwright mock` serves before there is any backend', async () => {
    await using mock = await runProgram([command, 'mock', folder.path], { cwd: folder.path })
    const { products, found } = await runFrontEnd(folder.path, mock.urls.base)
    assert.equal(products, 1)
    assert.match(String(found), /\w/)
  })

  it('is typed by the contracts', async () => {
    const fails = path.join(folder.path, 'src/wrong.ts')
    await writeFile(fails, wrong)
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
    const checked = await run([tsc, '-p', '.'], folder.path).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    )
    const lines = checked.split('\n').filter((line) => /^src\/(client|front-end|wrong)/.test(line))
    assert.equal(lines.length, 1, checked)
    assert.match(lines[0] ?? '', /^src\/wrong\.ts\(2,\d+\): error TS\d+: .*'product'/)
  })
})

describe('archwright mock', () => {
  it('serves a contract.ts alone', async () => {
    const file = path.join(root, 'packages/modules/src/carts/contract.ts')
    await using mock = await runProgram([command, 'mock', file], { cwd: root })
    const response = await fetch(`${mock.urls.api}/openapi.json`)
    const { paths } = (await response.json()) as { paths: object }
    assert.ok(Object.keys(paths).some((one) => one.startsWith('/v1/carts')))
  })

  it('says what it needs', async () => {
    const cases = {
      [root]: /has no src\/mock\.ts/,
      [path.join(root, 'README.md')]: /is no contract/,
      [path.join(root, 'nowhere.ts')]: /is no contract/,
    }
    for (const [source, says] of Object.entries(cases)) {
      const { code, stderr } = await archwright(['mock', source])
      assert.equal(code, 2, stderr)
      assert.match(stderr, says)
    }
  })
})

const runFile = promisify(execFile)

function run(args: readonly string[], cwd: string) {
  return runFile(process.execPath, args, { cwd, timeout: 120_000 })
}

async function runFrontEnd(folder: string, url = ''): Promise<Record<string, unknown>> {
  const { stdout } = await run(['src/front-end.ts', url], folder)
  return JSON.parse(stdout)
}
