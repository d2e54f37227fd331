import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'

import { type BuildResult, build } from '@archwright/builder'
import { design } from '@archwright/designer'
import type { Design } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import { readBrief } from '@archwright/reader'
import { writeYaml } from '@archwright/reader/yaml'

import { examples } from '../testing/archwright.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const shop = await designOf('shop.md')
const coldChain = await designOf('cold-chain.md')

describe('a built project', () => {
  for (const designed of [shop, coldChain]) {
    it(`has the same bytes for the same brief: ${designed.system}`, async () => {
      await using first = await temporaryFolder()
      await using second = await temporaryFolder()
      await buildInto(first.path, designed)
      await buildInto(second.path, designed)

      assert.equal(await hashOfFolder(second.path), await hashOfFolder(first.path))
    })
  }

  it('follows a changed brief, and keeps what the user wrote', async () => {
    await using folder = await temporaryFolder()
    const file = (name: string) => path.join(folder.path, name)
    const before = await buildInto(folder.path, shop)
    assert.deepEqual(before.kept, [])
    const edited = await readFile(file('src/modules/catalog/index.ts'), 'utf8')
    await writeFile(file('src/modules/catalog/index.ts'), `// Ours now.\n${edited}`)
    const wiring = await readFile(file('src/wiring.ts'), 'utf8')
    await writeFile(file('src/wiring.ts'), `${wiring}// tried something\n`)
    await rm(file('docs/proposal.md'))

    const busier = await designOf('shop.md', (prose) => prose.replace('1000 orders', '9000 orders'))
    const { kept, replaced, written } = await buildInto(folder.path, busier)

    assert.ok(kept.includes('src/modules/catalog/index.ts'))
    assert.match(await readFile(file('src/modules/catalog/index.ts'), 'utf8'), /^\/\/ Ours now\./)
    assert.deepEqual(replaced, ['src/wiring.ts'])
    assert.match(
      await readFile(file('.archwright/replaced/src/wiring.ts'), 'utf8'),
      /tried something/,
    )
    assert.notEqual(await readFile(file('src/wiring.ts'), 'utf8'), wiring)
    assert.ok(written.includes('docs/proposal.md'))
  })

  it('loses the documents that another design does not have, and no module of the user', async () => {
    await using folder = await temporaryFolder()
    await buildInto(folder.path, shop)

    const { removed } = await buildInto(folder.path, coldChain)

    assert.ok(removed.length > 0)
    assert.ok(removed.every((file) => !file.startsWith('src/modules/')))
    const modules = await readdir(path.join(folder.path, 'src/modules'))
    assert.ok(modules.includes('orders') && modules.includes('telemetry'))
  })

  it('carries the numbers of the design in its wiring, each with its decision', async () => {
    await using folder = await temporaryFolder()
    await buildInto(folder.path, shop)
    const { wiring } = await import(path.join(folder.path, 'src/wiring.ts'))
    const text = await readFile(path.join(folder.path, 'src/wiring.ts'), 'utf8')

    assert.deepEqual(wiring.processes, { shop: shop.modules.map(({ name }) => name) })
    assert.equal(wiring.database.poolSize, shop.deployables[0]?.poolSize)
    for (const { class: name, ...limit } of shop.limits) {
      const { perSecond, burst, per, algorithm, countedIn: store, onStoreFailure, decision } = limit
      const shared = store === 'process' ? {} : { shared: { store, onFailure: onStoreFailure } }
      assert.deepEqual(wiring.limits[name], { perSecond, burst, per, algorithm, ...shared })
      assert.match(text, new RegExp(`// ${decision}\\n +${name}: `))
    }
    for (const {
      dependency,
      timeoutMs,
      attempts,
      backoffMs,
      retryBudget,
      breaker,
      bulkhead,
    } of shop.resilience) {
      const policy = { timeoutMs, attempts, backoffMs, retryBudget, breaker, bulkhead }
      assert.deepEqual(wiring.dependencies[dependency], policy)
    }
    assert.equal(wiring.identity.accessTokenSeconds, shop.identity.accessTokenSeconds)
  })

  it('publishes the contract of the very modules it has, edits of the user included', async () => {
    await using folder = await temporaryFolder()
    await buildInto(folder.path, coldChain)
    const contract = path.join(folder.path, 'src/modules/reporting/contract.ts')
    const text = await readFile(contract, 'utf8')
    await writeFile(contract, text.replace('Reports, newest first', 'Accounts, newest first'))

    await buildInto(folder.path, coldChain)

    const openapi = await readFile(path.join(folder.path, 'contracts/openapi.json'), 'utf8')
    assert.match(openapi, /Accounts, newest first/)
    assert.match(openapi, /"identity\.login"/, 'people can sign in')
  })

  it('writes nothing when a module of the user does not load', async () => {
    await using folder = await temporaryFolder()
    await buildInto(folder.path, coldChain)
    const before = await hashOfFolder(folder.path)
    const index = path.join(folder.path, 'src/modules/reporting/index.ts')
    const text = await readFile(index, 'utf8')
    await writeFile(index, `import './no-such-file.ts'\n${text}`)

    await assert.rejects(buildInto(folder.path, coldChain), (error) => {
      assert.ok(error instanceof InputError)
      assert.match(error.message, /src\/modules\/reporting: does not load: Cannot find module/)
      return true
    })

    await writeFile(index, text)
    assert.equal(await hashOfFolder(folder.path), before)
  })

  it('says what to install, because package.json is of the user', async () => {
    await using folder = await temporaryFolder()
    await buildInto(folder.path, coldChain)

    const { notes } = await buildInto(folder.path, shop)

    const advice = notes.filter((note) => note.startsWith('package.json is yours'))
    assert.ok(advice.some((note) => / nodemailer@\d/.test(note)))
    assert.ok(!advice.some((note) => / typebox@/.test(note)), 'it is there already')
  })

  it('says what it leaves to write', async () => {
    await using folder = await temporaryFolder()

    const { notes } = await buildInto(folder.path, await designOf('project-boards.md'))

    assert.ok(notes.some((note) => /^left for you to write: .*cards\.moveCard/.test(note)))
  })

  it('names nothing of the machine it was built on', async () => {
    await using folder = await temporaryFolder()
    await buildInto(folder.path, shop)
    const root = path.resolve(examples, '..')

    for (const [name, content] of await filesOf(folder.path)) {
      assert.ok(!content.includes(root), `${name} names ${root}`)
      assert.ok(!content.includes(folder.path), `${name} names ${folder.path}`)
    }
  })
})

async function designOf(example: string, change = (prose: string) => prose): Promise<Design> {
  const prose = change(await readFile(path.join(examples, example), 'utf8'))
  return design(await readBrief(prose, { name: path.parse(example).name }))
}

function buildInto(out: string, designed: Design): Promise<BuildResult> {
  return build(designed, { out, briefYaml: writeYaml(designed.brief) })
}

async function filesOf(folder: string): Promise<[string, Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
  return Promise.all(
    names.map(async (name) => [name, await readFile(path.join(folder, name))] as [string, Buffer]),
  )
}

async function hashOfFolder(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const [name, content] of await filesOf(folder))
    hash.update(`${name}\0${content.length}\0`).update(content)
  return hash.digest('hex')
}
