import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'

import { checkSchemas, schemaFiles } from './schemas.ts'

it('a schema that is missing or older than the model is found', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-schemas-'))
  try {
    mkdirSync(path.join(root, 'schemas'))
    const [first, ...others] = schemaFiles()
    assert.ok(first)
    for (const { file, text } of others) writeFileSync(path.join(root, file), text)
    writeFileSync(path.join(root, first.file), '{}\n')
    assert.deepEqual(
      checkSchemas(root).map(({ file }) => file),
      [first.file],
    )
  } finally {
    rmSync(root, { recursive: true })
  }
})
