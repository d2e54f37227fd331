import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'

import { archwright } from '../testing/archwright.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

describe('archwright diff', () => {
  it('exits with 1 on a break, with 0 without one and with 2 on bad input', async () => {
    await using folder = await temporaryFolder()
    const write = (name: string, text: string) => writeFile(path.join(folder.path, name), text)
    await write('old.graphql', 'type Query { teas: [String!]!, cups: Int }')
    await write('new.graphql', 'type Query { teas: [String!]!, cups: Int, pots: Int }')
    await write('broken.graphql', 'type Query {')
    const run = (...args: string[]) => archwright(['diff', ...args], { cwd: folder.path })

    const [grown, shrunk, broken, absent] = await Promise.all([
      run('old.graphql', 'new.graphql'),
      run('new.graphql', 'old.graphql', '--json'),
      run('old.graphql', 'broken.graphql'),
      run('old.graphql', 'absent.graphql'),
    ])

    assert.equal(grown?.code, 0)
    assert.match(grown?.stdout ?? '', /0 breaking, 0 risky, 1 compatible \(compared: 1 graphql\)/)
    assert.equal(shrunk?.code, 1)
    const [change] = JSON.parse(shrunk?.stdout ?? '').changes
    assert.deepEqual([change.severity, change.place], ['breaking', 'Query.pots'])
    assert.equal(broken?.code, 2)
    assert.match(broken?.stderr ?? '', /broken\.graphql: Syntax Error/)
    assert.equal(absent?.code, 2)
    assert.match(absent?.stderr ?? '', /absent\.graphql: there is no such file or folder/)
  })
})
