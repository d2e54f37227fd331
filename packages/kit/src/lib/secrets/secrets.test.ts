import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'

import { describeError } from '../telemetry/describe-error.ts'
import { openSecrets, type Secret } from './secrets.ts'
import { startVaultServer } from './testing/vault-server.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'))
})
after(() => rm(folder, { recursive: true }))

const quiet = () => {}

describe('secrets', () => {
  it('are taken from a variable, the file it names, or a folder of mounted files', async () => {
    await writeFile(join(folder, 'key'), 'from-a-file\n')
    await writeFile(join(folder, 'SMTP_URL'), 'from-the-folder')
    using secrets = await openSecrets(
      {
        STRIPE_API_KEY_FILE: join(folder, 'key'),
        INTERNAL_TOKEN: 'from-a-variable',
        SECRETS_FOLDER: folder,
      },
      quiet,
    )
    const names = ['STRIPE_API_KEY', 'INTERNAL_TOKEN', 'SMTP_URL', 'REDIS_URL']
    assert.deepEqual(
      names.map((name) => secrets.follow(name)()),
      ['from-a-file', 'from-a-variable', 'from-the-folder', undefined],
    )
  })

  it('that are named and cannot be read stop the start, by their place', async () => {
    using secrets = await openSecrets(
      { A_FILE: join(folder, 'none'), B: 'b', B_FILE: join(folder, 'b') },
      quiet,
    )
    assert.throws(() => secrets.follow('A'), /none has to hold a secret, and cannot be read/)
    assert.throws(() => secrets.follow('B'), /set B or B_FILE, not both/)
  })

  it('are renewed as Kubernetes does it: the mounted folder is swapped as a link', async () => {
    const [one, two, mounted] = ['one', 'two', 'mounted'].map((name) => join(folder, name))
    assert.ok(one && two && mounted)
    for (const [version, value] of Object.entries({
      [one]: 'first-value',
      [two]: 'second-value',
    })) {
      await mkdir(version)
      await writeFile(join(version, 'TOKEN'), value)
    }
    await symlink(one, mounted)
    const warnings: string[] = []
    using secrets = await openSecrets({ SECRETS_FOLDER: mounted }, (text) => warnings.push(text))
    const token = secrets.follow('TOKEN')
    assert.equal(token(), 'first-value')

    await symlink(two, `${mounted}.next`)
    await rename(`${mounted}.next`, mounted)
    await becomes(token, 'second-value')

    await rm(mounted)
    await until(() => warnings.length > 0)
    assert.deepEqual([token(), warnings], ['second-value', ['a secret is not read anew']])
  })

  it('stand in no error, neither those that are used nor those that were', async () => {
    await writeFile(join(folder, 'url'), 'postgres://shop:tea%2Bsecret-1@db:5432/shop')
    using secrets = await openSecrets({ DATABASE_URL_FILE: join(folder, 'url') }, quiet)
    const url = secrets.follow('DATABASE_URL')
    await writeFile(join(folder, 'url'), 'postgres://shop:tea%2Bsecret-2@db:5432/shop')
    await becomes(url, 'postgres://shop:tea%2Bsecret-2@db:5432/shop')
    const error = new Error(`cannot connect to ${url()}`, {
      cause: new Error('tea+secret-1 was refused, tea+secret-2 too'),
    })
    const told = JSON.stringify(describeError(error))
    assert.doesNotMatch(told, /secret-\d/)
    assert.match(told, /cannot connect to \[secret\]/)
  })
})

describe('secrets in Vault', () => {
  const login = { VAULT_SECRET: 'secret/shop', VAULT_ROLE_ID: 'shop' }

  it('are read by AppRole, renewed, and read again when the token was revoked', async () => {
    await using vault = await startVaultServer({ TOKEN: 'first-value' })
    using secrets = await openSecrets(
      { ...login, VAULT_ADDR: vault.url, VAULT_SECRET_ID: 'shop-secret-id' },
      quiet,
    )
    const token = secrets.follow('TOKEN')
    assert.equal(token(), 'first-value')
    vault.values = { TOKEN: 'second-value' }
    vault.revoke()
    await becomes(token, 'second-value')
    assert.equal(vault.logins, 2)
  })

  it('that are not to be had stop the start without a word of them', async () => {
    await using vault = await startVaultServer({ TOKEN: 'first-value' })
    const open = (more: Record<string, string>) =>
      openSecrets({ ...login, VAULT_ADDR: vault.url, ...more }, quiet)
    await assert.rejects(open({ VAULT_SECRET_ID: 'guessed' }), {
      message: 'Vault answered 400 to /v1/auth/approle/login',
    })
    await assert.rejects(
      open({ VAULT_SECRET_ID: 'shop-secret-id', VAULT_SECRET: 'secret/none' }),
      /Vault answered 404 to \/v1\/secret\/data\/none/,
    )
    await assert.rejects(open({ VAULT_SECRET: 'shop' }), /mount\/path, such as secret\/shop/)
    await assert.rejects(open({ VAULT_ROLE_ID: '' }), /set VAULT_TOKEN, VAULT_ROLE_ID or/)
  })

  it('that is away later leaves what was known', async () => {
    const vault = await startVaultServer({ TOKEN: 'first-value' })
    const warnings: string[] = []
    using secrets = await openSecrets(
      { ...login, VAULT_ADDR: vault.url, VAULT_SECRET_ID: 'shop-secret-id' },
      (message) => warnings.push(message),
    )
    const token = secrets.follow('TOKEN')
    await vault[Symbol.asyncDispose]()
    await until(() => warnings.length > 0)
    assert.deepEqual([token(), warnings], ['first-value', ['Vault is not read anew']])
  })
})

const becomes = (secret: Secret, value: string) => until(() => secret() === value)

async function until(met: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!met()) {
    if (performance.now() > deadline) throw new Error('not so within a minute')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
