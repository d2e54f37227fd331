import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { checkDocuments } from './documents.ts'
import { findIn } from './planted.ts'

const manifest = JSON.stringify({ scripts: { test: 'node --test', check: 'true' } })
const check = (text: string) =>
  findIn({ 'package.json': manifest, 'README.md': text, 'docs/adr/0001-a.md': '' }, (_, root) =>
    checkDocuments(root),
  )

describe('checkDocuments', () => {
  it('accepts what exists, and what is on the web', () => {
    const text =
      '[a](docs/adr/0001-a.md#top) [b](https://example.org) [c](#here)\n`npm run check -- x`, npm test'

    assert.deepEqual(check(text), [])
  })

  it('refuses a link to a file that does not exist', () => {
    assert.deepEqual(check('one\n[a](docs/adr/0002-b.md)'), [
      'README.md:2: links to docs/adr/0002-b.md, which does not exist',
    ])
  })

  it('refuses a command that is no script', () => {
    assert.deepEqual(check('`npm run lint` and `npm start`'), [
      'README.md:1: `npm run lint` is no script of package.json',
      'README.md:1: `npm run start` is no script of package.json',
    ])
  })
})
