import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { Evidence } from '@archwright/model'

import { archwright } from '../testing/archwright.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

describe('archwright design', () => {
  it('explains one decision, by its key or its id', async () => {
    const byKey = await archwright(['design', 'shop.md', '--explain', 'topology'])
    assert.equal(byKey.code, 0)
    assert.match(byKey.stdout, /^# (D-\d\d) topology: modular/)
    const id = /D-\d\d/.exec(byKey.stdout)?.[0] ?? ''
    const byId = await archwright(['design', 'shop.md', '--explain', id.toLowerCase()])
    assert.equal(byId.stdout, byKey.stdout)
  })

  it('gives one decision as JSON', async () => {
    const { stdout } = await archwright(['design', 'shop.md', '--explain', 'cache', '--json'])
    assert.equal(JSON.parse(stdout).key, 'cache')
  })

  it('prints what differs with other numbers', async () => {
    const { code, stdout } = await archwright([
      'design',
      'shop.md',
      '--what-if',
      'orders.rate=10x,availability=99.9%',
    ])
    assert.equal(code, 0)
    assert.match(stdout, /## Decisions that change\n/)
    assert.match(stdout, /\d+ decisions stay as they are/)
    assert.match(stdout, /Application replicas *\|/)
  })

  it('says that nothing changes where nothing does', async () => {
    const { stdout } = await archwright(['design', 'shop.md', '--what-if', 'orders.rate=1x'])
    assert.match(stdout, /^Nothing changes\. /)
  })

  it('takes a rate in any unit', async () => {
    const inMinutes = ['design', 'shop.md', '--json', '--what-if', 'orders.rate=6000/min']
    const inSeconds = ['design', 'shop.md', '--json', '--what-if', 'orders.rate=100/s']
    const [one, other] = await Promise.all([archwright(inMinutes), archwright(inSeconds)])
    assert.ok(JSON.parse(one.stdout).figures.length > 0)
    assert.equal(one.stdout, other.stdout)
  })

  const wrong: Record<string, { args: string[]; says: RegExp }> = {
    'a decision there is not': {
      args: ['--explain', 'D-99'],
      says: /D-99: is no decision of this design[\s\S]*D-01 topology/,
    },
    'a number there is not': {
      args: ['--what-if', 'unicorns=3'],
      says: /unicorns: is no number of this brief[\s\S]*objectives\.availability/,
    },
    'a value of another kind': {
      args: ['--what-if', 'availability=5 apples'],
      says: /not a share[\s\S]*99\.99%/,
    },
    'no value': { args: ['--what-if', 'orders.rate'], says: /is no change[\s\S]*orders\.rate=10x/ },
  }
  for (const [what, { args, says }] of Object.entries(wrong)) {
    it(`says what is wrong and what would be right: ${what}`, async () => {
      const { code, stdout, stderr } = await archwright(['design', 'shop.md', ...args])
      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr, says)
    })
  }

  it('designs with what a proof measured, and says so', async () => {
    await using folder = await temporaryFolder()
    const file = path.join(folder.path, 'evidence.json')
    const measured = { callsPerSecond: 600, appMs: 40, databaseMs: 20 }
    await writeFile(file, JSON.stringify({ ...evidence, costs: measured }))
    const { code, stdout } = await archwright(['design', 'shop.md', '--measured', file])
    assert.equal(code, 0)
    assert.match(stdout, /measured by the proof of 2026-11-21T00:00:00\.000Z on two cores/)
    await writeFile(file, JSON.stringify({ ...evidence, costs: null }))
    const without = await archwright(['design', 'shop.md', '--measured', file])
    assert.equal(without.code, 2)
    assert.match(without.stderr, /tells no processor times/)
    const missing = await archwright(['design', 'shop.md', '--measured', 'no.json'])
    assert.equal(missing.code, 2)
  })
})

const evidence: Evidence = {
  system: 'shop',
  command: 'archwright prove shop',
  startedAt: '2026-11-21T00:00:00.000Z',
  seconds: 60,
  conditions: { machine: 'two cores', versions: {}, load: 'open', processes: 'two' },
  claims: [],
  costs: null,
  latencies: [],
  saturation: null,
  faults: [],
  invariants: [],
  access: { checked: 0, wrong: [] },
  contracts: { checked: 0, wrong: [] },
}
