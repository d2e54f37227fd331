import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'

import { checkCapabilities } from './capabilities.ts'

const header = 'id\tarea\tcapability\tdecided\twritten\truns\tshown'

/** What the check says of a repository with one example and these rows. */
async function findingsOf(...rows: string[]): Promise<string[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-capabilities-'))
  try {
    mkdirSync(path.join(root, 'docs'))
    mkdirSync(path.join(root, 'examples'))
    writeFileSync(path.join(root, 'examples/requests.txt'), 'A shop with 100 orders per minute\n')
    writeFileSync(path.join(root, 'docs/capabilities.tsv'), `${[header, ...rows].join('\n')}\n`)
    const findings = await checkCapabilities(root)
    return findings.map(({ line, problem }) => `${line}: ${problem}`)
  } finally {
    rmSync(root, { recursive: true })
  }
}

it('a row that names what does not exist is found, and a page that was not written', async () => {
  assert.deepEqual(
    await findingsOf(
      'a-1\tA\tthe cut\ttopology\tproposal\tdocs\tdocs/capabilities.tsv',
      'a-2\tA\tdreams\tdreaming\t\t\t',
      'a-3\tA\ta file\t\t\tnowhere.ts\t',
      'a-1\tA\tagain\ttop*\t\t\t',
    ),
    [
      '3: a-2: no example of a brief raises the decision `dreaming`',
      '4: a-3: nowhere.ts does not exist',
      '5: a-1: twice',
      '1: differs: run `npm run capabilities`',
    ],
  )
})
