import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'

const repository = path.resolve(import.meta.dirname, '..')

describe('check', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-check-'))
  const write = (file: string, text: string) => writeFileSync(path.join(root, file), text)
  const check = (...names: string[]) => {
    const program = path.join(repository, 'scripts', 'check.ts')
    const options = { cwd: root, encoding: 'utf8', timeout: 60_000 } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...names], options)
    return { status, output: stdout + stderr }
  }

  // An empty repository under our own settings.
  before(() => {
    for (const file of ['biome.json', 'tsconfig.json', 'tsconfig.base.json']) {
      cpSync(path.join(repository, file), path.join(root, file))
    }
    symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'))
    mkdirSync(path.join(root, 'scripts'))
    write('package.json', '{\n  "name": "planted",\n  "type": "module"\n}\n')
    write('knip.json', '{ "entry": ["scripts/used.ts"], "project": ["scripts/**"] }\n')
    write('scripts/used.ts', `console.log('used')\n`)
  })

  after(() => rmSync(root, { recursive: true }))

  it('passes a repository without faults', () => {
    const { status, output } = check('lint', 'types', 'budget', 'arrows', 'cycles', 'unused')

    assert.equal(status, 0, output)
    assert.match(output, /✔ unused/)
  })

  const planted: Record<string, [check: string, text: string, problem: RegExp]> = {
    'a wrong format': ['lint', `console.log("double quotes");\n`, /Formatter would have printed/],
    'a lint error': ['lint', 'export const same = 1 === 1\n', /noSelfCompare/],
    'an unused import': ['lint', `import path from 'node:path'\n`, /noUnusedImports/],
    'a type error': ['types', `export const one: number = 'one'\n`, /TS2322/],
    'syntax that Node cannot strip': ['types', 'export enum Color { Red }\n', /TS1294/],
    'a budget exceeded': ['budget', 'export default 1\n', /scripts\/planted.ts:1: default export/],
    'a file that nobody uses': ['unused', 'export const unused = 1\n', /scripts\/planted.ts/],
  }
  for (const [name, [which, text, problem]] of Object.entries(planted)) {
    it(`fails on ${name}`, () => {
      write('scripts/planted.ts', text)

      const { status, output } = check(which)

      rmSync(path.join(root, 'scripts/planted.ts'))
      assert.equal(status, 1, output)
      assert.match(output, problem)
      assert.match(output, new RegExp(`failed: ${which}`))
    })
  }

  it('says which checks there are', () => {
    const { status, output } = check('everything')

    assert.equal(status, 2)
    assert.match(output, /no check is called `everything`; there are lint, types/)
  })
})
