import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, mock } from 'node:test'
import { promisify } from 'node:util'

import { loadSigningKeys, rotateSigningKeys } from './signing-keys.ts'

const run = promisify(execFile)
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'))
})
after(() => rm(folder, { recursive: true }))

describe('the file of signing keys', () => {
  it('is made for the owner alone, and publishes no private part', async () => {
    const file = join(folder, 'deep', 'keys.json')
    const keys = await loadSigningKeys(file)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.deepEqual(
      (await keys.jwks()).keys.map((jwk) => Object.keys(jwk).sort()),
      [['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
    )
    assert.match(await readFile(file, 'utf8'), /"d":/)
  })

  it('is one and the same for processes that start at the same moment', async () => {
    const shared = join(folder, 'shared')
    const file = join(shared, 'keys.json')
    const source = new URL('./signing-keys.ts', import.meta.url)
    const script = `
      const { loadSigningKeys } = await import(${JSON.stringify(source.href)})
      const ids = await Promise.all([1, 2, 3].map(() => loadSigningKeys(process.argv[1])))
      console.log(ids.map((keys) => keys.signingKey().kid).join(' '))`
    const start = () => run(process.execPath, ['--input-type=module', '-e', script, file])
    const outputs = await Promise.all([start(), start(), start()])
    const ids = outputs.flatMap(({ stdout }) => stdout.trim().split(' '))
    assert.equal(ids.length, 9)
    assert.equal(new Set(ids).size, 1)
    assert.deepEqual(await readdir(shared), ['keys.json'], 'no drafts are left')
  })

  it('signs with the newest key after a rotation, while the older one still verifies', async (t) => {
    const file = join(folder, 'rotated.json')
    const running = await loadSigningKeys(file)
    const old = running.signingKey().kid
    await rotateSigningKeys(file)
    const restarted = await loadSigningKeys(file)
    const fresh = restarted.signingKey().kid
    assert.notEqual(fresh, old)
    assert.ok(await restarted.verifyingKey(old))
    assert.equal((await stat(file)).mode & 0o777, 0o600)

    assert.equal(
      await running.verifyingKey(fresh),
      undefined,
      'the file is not read for every stranger',
    )
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 11_000 })
    t.after(() => mock.timers.reset())
    assert.ok(await running.verifyingKey(fresh), 'a process that was not restarted finds it')
    assert.equal((await running.jwks()).keys.length, 2)
  })

  const broken: Record<string, string> = {
    'no JSON': 'keys',
    'no set': '[]',
    'an empty set': '{"keys":[]}',
    'a public key': '{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b","kid":"k"}]}',
    'a symmetric key': '{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"k"}]}',
  }
  for (const [reason, text] of Object.entries(broken)) {
    it(`is refused when it holds ${reason}`, async () => {
      const file = join(folder, 'broken.json')
      await writeFile(file, text)
      await assert.rejects(loadSigningKeys(file))
    })
  }
})
