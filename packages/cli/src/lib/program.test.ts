import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { archwright, examples } from './testing/archwright.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const run = promisify(execFile)

describe('bad input', () => {
  const briefs: Record<string, { args: string[]; input?: string; says: RegExp }> = {
    'an empty brief': { args: ['design', '-'], input: '', says: /brief: it is empty/ },
    nonsense: { args: ['design', 'asdf qwer zxcv uiop'], says: /nothing in it was recognized/ },
    'five nines on one machine': {
      args: ['design', 'A shop on one machine with 99.999 % uptime.'],
      says: /one machine[\s\S]*at least 2 machines/,
    },
    'an answer in no time': {
      args: ['design', 'A shop with 1000 orders per minute; orders answer within 0 ms.'],
      says: /no answer takes 0 ms/,
    },
    'keys that do not exist': {
      args: ['design', '-'],
      input: 'system: x\ntitle: X\nsumary: hi\n',
      says: /line 3, sumary: unknown key[\s\S]*did you mean "summary"/,
    },
    'a wrong unit': {
      args: ['design', '-'],
      input: 'system: x\ntitle: X\nobjectives:\n  availability: 3 apples\n',
      says: /line 4, objectives\.availability/,
    },
    'a brief of a megabyte': {
      args: ['design', '-'],
      input: 'A shop. '.repeat(131_072),
      says: /262,144 bytes at most/,
    },
    'a file that is not there': {
      args: ['design', 'no-such.md'],
      says: /no-such\.md: there is no such file/,
    },
    'a folder': { args: ['design', '.'], says: /is not a file/ },
    'an unknown command': { args: ['frobnicate'], says: /unknown command 'frobnicate'/ },
    'an unknown flag': { args: ['design', '--bogus'], says: /unknown option '--bogus'/ },
    'a build without a folder': { args: ['build', 'shop.md'], says: /'--out <dir>' not specified/ },
  }
  for (const [what, { args, input = '', says }] of Object.entries(briefs)) {
    it(`says what is wrong and what would be right: ${what}`, async () => {
      const { code, stdout, stderr } = await archwright(args, { input })

      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr, says)
      assert.doesNotMatch(stderr, /\n {4}at /, 'no stack for what the user did')
    })
  }

  it('writes nothing into a folder that holds something else', async () => {
    await using folder = await temporaryFolder()
    await mkdir(path.join(folder.path, 'full'))
    await writeFile(path.join(folder.path, 'full/notes.txt'), 'mine')

    const { code, stderr } = await archwright([
      'build',
      'shop.md',
      '--out',
      path.join(folder.path, 'full'),
    ])

    assert.equal(code, 2)
    assert.match(stderr, /is not empty \(it holds notes\.txt\)/)
    assert.deepEqual(await readdir(path.join(folder.path, 'full')), ['notes.txt'])
    assert.equal(await readFile(path.join(folder.path, 'full/notes.txt'), 'utf8'), 'mine')
  })

  it('writes nothing for a brief it cannot build', async () => {
    await using folder = await temporaryFolder()

    const { code } = await archwright([
      'build',
      'asdf qwer',
      '--out',
      path.join(folder.path, 'new'),
    ])

    assert.equal(code, 2)
    assert.deepEqual(await readdir(folder.path), [])
  })
})

describe('the command', () => {
  it('prints a design as JSON with what was read beside it', async () => {
    const { code, stdout } = await archwright(['design', '--json', 'shop.md'])

    assert.equal(code, 0)
    const design = JSON.parse(stdout)
    for (const key of [
      'brief',
      'facts',
      'assumptions',
      'notUnderstood',
      'choices',
      'decisions',
      'modules',
    ]) {
      assert.ok(design[key], `${key} is there`)
    }
    for (const key of ['deployables', 'capacity', 'availability', 'claims']) assert.ok(design[key])
    const [fact] = design.facts
    for (const key of ['kind', 'value', 'unit', 'canonical', 'text']) assert.ok(key in fact)
  })

  it('prints a brief that it reads back to the same design', async () => {
    const { stdout: yaml } = await archwright(['brief', 'shop.md'])
    const again = await archwright(['brief', '-'], { input: yaml })

    assert.equal(again.stdout, yaml)
  })

  it('takes prose from a file, an argument or standard input', async () => {
    const prose = await readFile(path.join(examples, 'cold-chain.md'), 'utf8')
    const [argument, input] = await Promise.all([
      archwright(['brief', '--json', prose]),
      archwright(['brief', '--json', '-'], { input: prose }),
    ])

    assert.equal(argument.code, 0)
    assert.equal(input.stdout, argument.stdout)
  })

  it('builds again from the brief of the project, whose words and comments stay', async () => {
    await using folder = await temporaryFolder()
    const file = path.join(folder.path, 'shop/brief.yaml')
    await archwright(['build', `${examples}shop.yaml`, '--out', 'shop'], { cwd: folder.path })
    const edited = `# Ours.\n${await readFile(file, 'utf8')}`
    await writeFile(file, edited)

    const { code, stdout } = await archwright(['build', 'brief.yaml', '--out', '.', '--json'], {
      cwd: path.dirname(file),
    })

    assert.equal(code, 0)
    assert.equal(await readFile(file, 'utf8'), edited)
    assert.deepEqual(JSON.parse(stdout).replaced, [])
  })

  it('ends quietly when its reader has seen enough', async () => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url))
    const script = `'${process.execPath}' '${main}' design --json '${examples}shop.md' | head -c 11`

    const { stdout, stderr } = await run('bash', ['-c', script])

    assert.equal(stdout, '{\n  "brief"')
    assert.equal(stderr, '')
  })

  it('explains itself when asked', async () => {
    const { code, stdout } = await archwright(['--help'])

    assert.equal(code, 0)
    for (const command of ['brief', 'design', 'build', 'prove', 'studio'])
      assert.match(stdout, new RegExp(`^ {2}${command} `, 'm'))
  })
})
