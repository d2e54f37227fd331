import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { startTestApp } from '../app/test-app.ts'
import { emitGraphql } from '../contracts-out/graphql/emit.ts'
import { emitOpenApi } from '../contracts-out/openapi.ts'
import { protosOf } from '../contracts-out/proto/protos-of.ts'
import type { Module } from '../module/define-module.ts'
import type { Query } from './operation.ts'

const root = new URL('../../../../../', import.meta.url)
const page = await readFile(new URL('docs/adding-an-operation.md', root), 'utf8')
const blocks = Array.from(page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g), ([, file, text]) => ({
  file: file ?? '',
  text: text ?? '',
}))

/** The module before: it can be signed, and nothing else. */
const before: Readonly<Record<string, string>> = {
  'contract.ts': `import { command, query } from '@archwright/kit/contract'
import { Type } from 'typebox'
export const sign = command({
  name: 'guestbook.sign', summary: 'Signs.', access: 'public', idempotency: 'none',
  input: Type.Object({ name: Type.String() }), output: Type.Object({}),
})
`,
  'index.ts': `import { defineModule, handle } from '@archwright/kit'
import { sign } from './contract.ts'
const handlers = [handle(sign, async ({ name }, { sql, now }) => {
  await sql\`insert into guestbook.entry values (\${name}, \${now()})\`
  return {}
})]
export { sign } from './contract.ts'
export const guestbook = () => defineModule({
  name: 'guestbook', summary: 'A guest book.', handlers,
  migrations: new URL('./migrations/', import.meta.url),
})
`,
  'migrations/0001_guestbook.sql':
    'create schema guestbook; create table guestbook.entry (name text, signed_at timestamptz);\n',
}

describe('the page on adding an operation', () => {
  it('says how many lines and files it takes', () => {
    const lines = blocks.flatMap(({ text }) =>
      text.split('\n').filter((line) => line.trim() !== ''),
    )
    const said = /takes (\d+) lines in (\d+) files/.exec(page)?.slice(1)
    assert.deepEqual(said, [String(lines.length), String(blocks.length)])
  })

  it('adds one that runs, and is in every contract', async () => {
    await using folder = await layOut()
    const { guestbook, sign } = (await import(folder.href)) as {
      guestbook: () => Module
      sign: never
    }
    const { countEntries } = (await import(folder.href.replace('index', 'contract'))) as {
      countEntries: Query
    }
    const module = guestbook()
    await using app = await startTestApp(module)
    await app.call(sign, { name: 'ann' } as never)
    assert.deepEqual(await app.call(countEntries, {}), { entries: 1 })
    assert.deepEqual(await app.call(countEntries, { day: '2020-02-29' }), { entries: 0 })
    await assert.rejects(app.call(countEntries, { day: 'today' }), { code: 'INVALID_INPUT' })

    assert.ok(emitOpenApi([module], { title: 'x' }).paths['/v1/guestbook/count']?.get)
    assert.match(emitGraphql([module]), /guestbookCountEntries\(/)
    const methods = protosOf([module], { system: 'x' }).served.map(({ path }) => path)
    assert.ok(methods.includes('/x.guestbook.v1.GuestbookService/CountEntries'))
  })
})

/** The module with what the page adds; `href` is its index.ts. */
async function layOut() {
  const folder = await mkdtemp(join(tmpdir(), 'guestbook-'))
  await symlink(fileURLToPath(new URL('node_modules', root)), join(folder, 'node_modules'), 'dir')
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await mkdir(join(folder, 'migrations'))
  const added = Map.groupBy(blocks, ({ file }) => file)
  for (const file of new Set([...Object.keys(before), ...added.keys()])) {
    const more = added.get(file)?.map(({ text }) => text) ?? []
    await writeFile(join(folder, file), [before[file] ?? '', ...more].join('\n'))
  }
  return {
    href: pathToFileURL(join(folder, 'index.ts')).href,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
