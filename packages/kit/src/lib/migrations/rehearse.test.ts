import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { testServer } from '../postgres/test-server.ts'
import { rehearse } from './rehearse.ts'

const tea = `create schema tea;
create table tea.leaves (leaf text primary key, grams integer, note varchar(20));`

// What a second file does, and what is objected; nothing where it is right.
const cases: readonly (readonly [string, RegExp | undefined])[] = [
  ['create index on tea.leaves (grams)', /holds up writers of tea.leaves .* CREATE INDEX CONCURR/],
  [
    '-- outside a transaction\ncreate index concurrently if not exists by_grams on tea.leaves (grams)',
    undefined,
  ],
  [
    '-- outside a transaction\ncreate index concurrently by_grams on tea.leaves (grams)',
    /cannot run again/,
  ],
  ['alter table tea.leaves add column origin text', undefined],
  ["alter table tea.leaves add column origin text not null default 'Assam'", undefined],
  ['alter table tea.leaves add column origin text not null', /adds tea.leaves.origin as required/],
  [
    'alter table tea.leaves add column at timestamptz default clock_timestamp()',
    /while every row is rewritten/,
  ],
  [
    'alter table tea.leaves alter column grams type bigint',
    /every row is rewritten.*changes tea.leaves.grams/s,
  ],
  [
    'alter table tea.leaves alter column grams set not null',
    /while every row is read.*requires tea.leaves.grams/s,
  ],
  [
    'alter table tea.leaves add constraint positive check (grams > 0)',
    /every row is read: add the constraint NOT VALID/,
  ],
  ['alter table tea.leaves add constraint positive check (grams > 0) not valid', undefined],
  ['alter table tea.leaves drop column note', /removes tea.leaves.note/],
  ['alter table tea.leaves rename column note to remark', /removes tea.leaves.note/],
  ['alter table tea.leaves rename to leafs', /renames tea.leaves/],
  ['drop table tea.leaves', /drops tea.leaves/],
  ['truncate tea.leaves', /rewritten/],
  ['create table tea.cups (leaf text references tea.leaves)', undefined],
  ['-- accepted: nobody has used it yet\ndrop table tea.leaves', /drops tea.leaves/],
]

describe('a migration', () => {
  for (const [second, objected] of cases) {
    it(`${objected ? 'is objected to' : 'is let pass'}: ${second.replace('\n', ' ')}`, async () => {
      await using folder = await folderOf(tea, second)

      const [, rehearsed] = await rehearse((await testServer()).url, [folder])

      const said = rehearsed?.objections.join('\n') ?? ''
      if (objected) assert.match(said, objected)
      else assert.equal(said, '')
    })
  }

  it('shows the locks it holds and whether its objections are accepted', async () => {
    await using folder = await folderOf(
      tea,
      'alter table tea.leaves add column origin text',
      '-- accepted: small table\ncreate index on tea.leaves (grams)',
    )

    const all = await rehearse((await testServer()).url, [folder], new Set(['tea/0001.sql']))

    assert.deepEqual(
      all.map(({ name, effects, accepted }) => ({ name, effects, accepted })),
      [
        {
          name: 'tea/0002.sql',
          effects: [
            { table: 'tea.leaves', mode: 'AccessExclusiveLock', scanned: false, rewritten: false },
          ],
          accepted: undefined,
        },
        {
          name: 'tea/0003.sql',
          effects: [{ table: 'tea.leaves', mode: 'ShareLock', scanned: true, rewritten: false }],
          accepted: 'small table',
        },
      ],
    )
  })
})

async function folderOf(...files: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'migrations-'))
  await Promise.all(
    files.map((text, index) => writeFile(path.join(folder, `000${index + 1}.sql`), text)),
  )
  return {
    module: 'tea',
    folder: pathToFileURL(`${folder}/`),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
