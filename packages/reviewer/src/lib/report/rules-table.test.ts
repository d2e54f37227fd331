import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { rulesTable } from '@archwright/reviewer'

const page = fileURLToPath(new URL('../../../../../docs/review.md', import.meta.url))

it('docs/review.md has the rules as they are; `archwright review --rules` prints them', async () => {
  assert.ok((await readFile(page, 'utf8')).includes(rulesTable()))
})
