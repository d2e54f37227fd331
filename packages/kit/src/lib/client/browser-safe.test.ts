import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

describe('what a browser loads', () => {
  for (const entry of ['client.ts', 'contract.ts']) {
    it(`@archwright/kit/${entry.replace('.ts', '')} is nothing of Node's, and no library but TypeBox`, () => {
      const outside = new Set<string>()
      const files = new Set<string>()
      follow(new URL(`../../${entry}`, import.meta.url), { files, outside })
      assert.ok(files.size > 5)
      assert.deepEqual(
        [...outside].filter((name) => name !== 'typebox'),
        [],
      )
      const used = /\b(process|Buffer|__dirname|setImmediate|require)\b[.(]/
      for (const file of files) assert.doesNotMatch(code(file), used, file)
    })
  }

  it('would be found out', () => {
    const outside = new Set<string>()
    follow(new URL('../data/cursor.ts', import.meta.url), { files: new Set(), outside })
    assert.ok([...outside].some((name) => name.startsWith('node:')))
  })
})

interface Seen {
  readonly files: Set<string>
  readonly outside: Set<string>
}

/** Collects what a file and all it imports load at run time; types are gone by then. */
function follow(file: URL, seen: Seen): void {
  const path = fileURLToPath(file)
  if (seen.files.has(path)) return
  assert.ok(existsSync(path), path)
  seen.files.add(path)
  const imports =
    /^(?:import|export)\s+(?!type\b)[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm
  for (const [, from, bare, dynamic] of code(path).matchAll(imports)) {
    const specifier = from ?? bare ?? dynamic ?? ''
    if (specifier.startsWith('.')) follow(new URL(specifier, file), seen)
    else seen.outside.add(specifier)
  }
}

function code(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}
