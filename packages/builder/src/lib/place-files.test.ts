import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'

import { type BuiltFile, ours, yours } from './built-file.ts'
import { hashOf } from './lock.ts'
import { placeFiles } from './place-files.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

describe('placing files', () => {
  it('writes what is new and nothing that is there already', async () => {
    await using folder = await temporaryFolder()
    const files = [ours('a.md', 'A'), yours('src/b.ts', 'B')]

    const first = await placeFiles(folder.path, files, undefined)
    const second = await placeFiles(folder.path, files, lockOf(files))

    assert.deepEqual(first.written, ['a.md', 'src/b.ts'])
    assert.deepEqual(second.written, [])
    assert.equal(await readFile(path.join(folder.path, 'src/b.ts'), 'utf8'), 'B')
  })

  it('leaves the edits of the user, and files it does not know', async () => {
    await using folder = await temporaryFolder()
    const files = [yours('src/b.ts', 'B')]
    await placeFiles(folder.path, files, undefined)
    await writeFile(path.join(folder.path, 'src/b.ts'), 'edited')
    await writeFile(path.join(folder.path, 'src/own.ts'), 'own')

    const { kept } = await placeFiles(folder.path, [yours('src/b.ts', 'new')], lockOf(files))

    assert.deepEqual(kept, ['src/b.ts'])
    assert.equal(await readFile(path.join(folder.path, 'src/b.ts'), 'utf8'), 'edited')
    assert.equal(await readFile(path.join(folder.path, 'src/own.ts'), 'utf8'), 'own')
  })

  it('sets a file of Archwright aside that was changed by hand, and writes it anew', async () => {
    await using folder = await temporaryFolder()
    const files = [ours('src/wiring.ts', 'one')]
    await placeFiles(folder.path, files, undefined)
    await writeFile(path.join(folder.path, 'src/wiring.ts'), 'by hand')

    const { replaced } = await placeFiles(
      folder.path,
      [ours('src/wiring.ts', 'two')],
      lockOf(files),
    )

    assert.deepEqual(replaced, ['src/wiring.ts'])
    assert.equal(await readFile(path.join(folder.path, 'src/wiring.ts'), 'utf8'), 'two')
    const aside = path.join(folder.path, '.archwright/replaced/src/wiring.ts')
    assert.equal(await readFile(aside, 'utf8'), 'by hand')
  })

  it('removes files of Archwright that the design no longer has, but none of the user', async () => {
    await using folder = await temporaryFolder()
    const files = [ours('docs/old.md', 'old'), yours('src/modules/gone/index.ts', 'mine')]
    await placeFiles(folder.path, files, undefined)

    const { removed } = await placeFiles(folder.path, [], lockOf(files))

    assert.deepEqual(removed, ['docs/old.md'])
    await assert.rejects(readFile(path.join(folder.path, 'docs/old.md')), { code: 'ENOENT' })
    assert.equal(
      await readFile(path.join(folder.path, 'src/modules/gone/index.ts'), 'utf8'),
      'mine',
    )
  })

  it('sets aside what it would remove, when it was changed by hand', async () => {
    await using folder = await temporaryFolder()
    const files = [ours('docs/old.md', 'old')]
    await placeFiles(folder.path, files, undefined)
    await writeFile(path.join(folder.path, 'docs/old.md'), 'my notes')

    await placeFiles(folder.path, [], lockOf(files))

    const aside = path.join(folder.path, '.archwright/replaced/docs/old.md')
    assert.equal(await readFile(aside, 'utf8'), 'my notes')
  })

  it('sets aside a file that stands where one of Archwright goes and that it never wrote', async () => {
    await using folder = await temporaryFolder()
    await mkdir(path.join(folder.path, 'docs'))
    await writeFile(path.join(folder.path, 'docs/new.md'), 'mine')

    const { replaced } = await placeFiles(folder.path, [ours('docs/new.md', 'A')], lockOf([]))

    assert.deepEqual(replaced, ['docs/new.md'])
    const aside = path.join(folder.path, '.archwright/replaced/docs/new.md')
    assert.equal(await readFile(aside, 'utf8'), 'mine')
  })
})

function lockOf(files: readonly BuiltFile[]) {
  return {
    archwright: '0.1.0',
    system: 'sample',
    files: files.map(({ path, owner, content }) => ({ path, owner, sha256: hashOf(content) })),
  }
}
