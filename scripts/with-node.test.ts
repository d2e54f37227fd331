import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'

const nodeFolder = `node_modules/node-linux-${process.arch}/bin`

describe('with-node', () => {
  it('hands over arguments, output and the exit code', async () => {
    using folder = repository({
      'say.ts': 'console.log(process.argv.slice(2)); process.exitCode = 7',
    })
    installEverything(folder.root)

    const { code, stdout, stderr } = await finish(folder.run('say.ts', 'one', '--two=2'))

    assert.deepEqual([code, stdout, stderr], [7, "[ 'one', '--two=2' ]\n", ''])
  })

  it('prefers the pinned Node, for the script and for what the script starts', async () => {
    const script = `import { execFileSync } from 'node:child_process'
      console.log(process.argv0 + execFileSync('sh', ['-c', 'printf %s $(command -v node)']))`
    using folder = repository({ 'which.ts': script })
    installEverything(folder.root)
    const pinned = path.join(folder.root, nodeFolder)
    mkdirSync(pinned, { recursive: true })
    symlinkSync(process.execPath, path.join(pinned, 'node'))

    const { stdout } = await finish(folder.run('which.ts'))

    assert.equal(stdout, `${pinned}/node${pinned}/node\n`)
  })

  it('passes signals on and waits for the script to end in its own way', async () => {
    const script = `process.on('SIGTERM', () => { console.log('bye'); process.exit(3) })
      setInterval(() => {}, 1000)
      console.log('ready')`
    using folder = repository({ 'serve.ts': script })
    installEverything(folder.root)
    const child = folder.run('serve.ts')
    await once(child.stdout, 'data')

    child.kill('SIGTERM')

    assert.deepEqual(await finish(child), { code: 3, stdout: 'bye\n', stderr: '' })
  })

  it('installs the locked dependencies on the first run and only then', async () => {
    using folder = repository({ 'say.ts': `import { word } from 'local'\nconsole.log(word)` })

    const first = await finish(folder.run('say.ts'))
    const second = await finish(folder.run('say.ts'))

    assert.deepEqual([first.code, first.stdout], [0, 'hello\n'])
    assert.match(first.stderr, /Installing the locked dependencies/)
    assert.deepEqual(second, { code: 0, stdout: 'hello\n', stderr: '' })
  })

  it('installs again when the lock file names another version', async () => {
    using folder = repository({ 'say.ts': 'console.log(1)' })
    await finish(folder.run('say.ts'))
    writeLock(folder.root, '2.0.0')

    const { stderr } = await finish(folder.run('say.ts'))

    assert.match(stderr, /Installing the locked dependencies/)
  })

  it('says which script is missing', async () => {
    using folder = repository({})

    assert.equal((await finish(folder.run())).code, 2)
    assert.equal(existsSync(path.join(folder.root, 'node_modules')), false)
  })
})

/** A repository of one workspace package, with the script under test in its place. */
function repository(files: Record<string, string>) {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-with-node-'))
  mkdirSync(path.join(root, 'scripts'))
  cpSync(
    path.join(import.meta.dirname, 'with-node.mjs'),
    path.join(root, 'scripts', 'with-node.mjs'),
  )
  mkdirSync(path.join(root, 'local'))
  writeFileSync(path.join(root, 'local', 'index.js'), `export const word = 'hello'`)
  writeLock(root, '1.0.0')
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(root, name), content)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return {
    root,
    run: (...args: string[]) =>
      spawn(process.execPath, [path.join(root, 'scripts', 'with-node.mjs'), ...args], {
        env,
        timeout: 60_000,
      }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  }
}

function writeLock(root: string, version: string): void {
  const top = { name: 'top', version: '1.0.0', type: 'module', workspaces: ['local'] }
  const local = { name: 'local', version, type: 'module', exports: './index.js' }
  const packages = {
    '': { ...top, type: undefined },
    local: { ...local, type: undefined, exports: undefined },
    'node_modules/local': { resolved: 'local', link: true },
  }
  const lock = { name: 'top', version: '1.0.0', lockfileVersion: 3, requires: true, packages }
  const files = { 'package.json': top, 'local/package.json': local, 'package-lock.json': lock }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(root, name), JSON.stringify(content))
  }
}

/** What npm ci would leave, without waiting for it. */
function installEverything(root: string): void {
  mkdirSync(path.join(root, 'node_modules'))
  const lock = path.join(root, 'package-lock.json')
  cpSync(lock, path.join(root, 'node_modules', '.package-lock.json'))
}

async function finish(child: ChildProcessWithoutNullStreams) {
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode === null ? once(child, 'exit') : undefined,
  ])
  return { code: child.exitCode, stdout, stderr }
}
