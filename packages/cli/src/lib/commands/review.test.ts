import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'

import { archwright } from '../testing/archwright.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

describe('archwright review', () => {
  it('exits with 1 on an error, with 0 on warnings and with 2 on bad input', async () => {
    await using folder = await temporaryFolder()
    const write = (name: string, text: string) => writeFile(path.join(folder.path, name), text)
    await write('error.sql', 'alter table orders add column state text not null;\n')
    await write('warning.sql', 'create index on orders (note);\n')
    await write('broken.sql', 'alter tabel orders;\n')

    const [error, warning, broken, absent] = await Promise.all(
      ['error.sql', 'warning.sql', 'broken.sql', 'absent.sql'].map((file) =>
        archwright(['review', file], { cwd: folder.path }),
      ),
    )

    assert.equal(error?.code, 1)
    assert.match(error?.stdout ?? '', /error\.sql\n +1:1 +error +required-column-without-default/)
    assert.equal(warning?.code, 0)
    assert.match(warning?.stdout ?? '', /1:1 +warning +index-locks-writes/)
    assert.equal(broken?.code, 2)
    assert.match(broken?.stderr ?? '', /broken\.sql: syntax error at or near "tabel" at line 1/)
    assert.equal(broken?.stdout, '')
    assert.equal(absent?.code, 2)
    assert.match(absent?.stderr ?? '', /absent\.sql: there is no such file or folder/)
  })

  it('writes JSON for programs and SARIF for code hosts', async () => {
    await using folder = await temporaryFolder()
    await writeFile(path.join(folder.path, 'compose.yaml'), 'services:\n  web: { image: nginx }\n')

    const json = await archwright(['review', '.', '--json'], { cwd: folder.path })
    const sarif = await archwright(['review', '.', '--sarif'], { cwd: folder.path })

    const { findings, read, skipped } = JSON.parse(json.stdout)
    assert.deepEqual(skipped, [])
    assert.equal(read.deployment, 1)
    assert.equal(findings.length, 1)
    assert.deepEqual(
      [findings[0].file, findings[0].line, findings[0].column, findings[0].rule],
      ['compose.yaml', 2, 10, 'floating-image'],
    )
    const [run] = JSON.parse(sarif.stdout).runs
    assert.equal(run.results[0].ruleId, 'floating-image')
    assert.deepEqual(run.results[0].locations[0].physicalLocation, {
      artifactLocation: { uri: 'compose.yaml' },
      region: { startLine: 2, startColumn: 10 },
    })
  })
})
