import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { asSarif, asText } from '@archwright/reviewer'

import { reviewFiles } from './testing/temporary-review.ts'

const orders = 'create table orders (id bigint primary key, note text);\n'

describe('a review', () => {
  it('names line and column of each place, in the order of the files', async () => {
    const { findings } = await reviewFiles({
      'b/compose.yaml': 'services:\n  web:\n    image: nginx\n',
      'migrations/1.sql': orders,
      'migrations/2.sql': '-- é: two bytes, one character\n\n  create index on orders (note);\n',
      'migrations/10.sql': 'alter table orders drop column note;\n',
    })

    const places = findings.map(({ file, line, column, rule }) => {
      return `${file.split('/').slice(-2).join('/')}:${line}:${column} ${rule}`
    })
    assert.deepEqual(places, [
      'b/compose.yaml:3:5 floating-image',
      'migrations/2.sql:3:3 index-locks-writes',
      'migrations/10.sql:1:1 drop-in-use',
    ])
  })

  it('gives the same findings again', async () => {
    const files = { 'a.yaml': 'services:\n  web: { image: nginx }\n  db: { image: postgres }\n' }
    const strip = ({ findings }: Awaited<ReturnType<typeof reviewFiles>>) =>
      findings.map(({ file: _, ...rest }) => rest)

    assert.deepEqual(strip(await reviewFiles(files)), strip(await reviewFiles(files)))
  })

  it('reads a file by what it holds, whatever its name and format', async () => {
    const { read } = await reviewFiles({
      'a.json': '{"services":{"web":{"image":"nginx:1.29"}}}',
      'b.yml': 'openapi: 3.0.3\npaths: {}\n',
      'c.yaml': 'a: 1\nb: [2]\n',
      'd.yaml':
        'apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: web, image: nginx:1.29 }] }\n',
    })

    assert.equal(read.deployment, 2)
    assert.equal(read.openapi, 1)
  })

  it('leaves out tests, dependencies, templates, other databases and what does not parse', async () => {
    const bad = 'services: { web: { image: nginx } }\n'
    const { findings, skipped } = await reviewFiles({
      'node_modules/x/compose.yaml': bad,
      'tests/compose.yaml': bad,
      'chart/templates/web.yaml': 'kind: Pod\napiVersion: v1\nname: {{ .Values.name }}\n',
      'mysql/1.sql': 'create table x (id int auto_increment);\n',
      'broken.sql': 'create table x (id int);\n\ncreate tabel y (id int);\n',
      'ok.sql': orders,
    })

    assert.deepEqual(findings, [])
    assert.deepEqual(
      skipped.map(({ file, why }) => `${file.split('/').at(-1)}: ${why}`),
      [
        'broken.sql: it does not parse: syntax error at or near "tabel" at line 3, column 8',
        'web.yaml: it is a template; render it first',
        '1.sql: it is mysql; PostgreSQL is read',
      ],
    )
  })

  it('refuses a single file that does not parse, and a folder that holds nothing', async () => {
    const broken = { 'a.sql': 'create tabel x (id int);' }

    await assert.rejects(reviewFiles(broken, 'a.sql'), /a\.sql: syntax error .* line 1, column 8/)
    await assert.rejects(reviewFiles({ 'notes.txt': 'none' }), /nothing in it to review/)
    await assert.rejects(reviewFiles({}, 'absent'), /there is no such file or folder/)
  })

  it('is silenced at a line for a reason, and not without one', async () => {
    const image = '    image: nginx\n'
    const { findings } = await reviewFiles({
      'compose.yaml': `services:
  a:
    # archwright-ignore floating-image: pinned by the mirror
${image}  b:
    # archwright-ignore floating-image:
${image}`,
    })

    assert.deepEqual(
      findings.map(({ line }) => line),
      [7],
    )
  })

  it('takes the tables of earlier files as existing, and those of the same file as new', async () => {
    const { findings } = await reviewFiles({
      'migrations/1.sql': `${orders}create index on orders (note);\n`,
      'migrations/2.sql': 'alter table orders alter column note set not null;\n',
    })

    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['not-null-locks-table'],
    )
  })
})

describe('what is known of a table', () => {
  const types = async (before: string, after: string) => {
    const { findings } = await reviewFiles({
      'migrations/1.sql': `create table orders (id bigint primary key, code ${before});`,
      'migrations/2.sql': `alter table orders alter column code type ${after};`,
    })
    return findings.map(({ message }) => message)
  }

  it('tells a wider text from a type that rewrites', async () => {
    assert.deepEqual(await types('varchar(20)', 'text'), [])
    assert.deepEqual(await types('int', 'text'), ['changes orders.code to text'])
  })

  it('names the column, not the beginning of its table, also after letters of two bytes', async () => {
    const { findings } = await reviewFiles({
      'schema.sql': `create table orders (id int primary key);
create table items (
  id int primary key, -- é
  order_id int references orders (id));`,
    })

    assert.deepEqual(
      findings.map(({ line, column }) => [line, column]),
      [[4, 16]],
    )
  })

  it('is left open where a program may have changed it', async () => {
    const keys = `create table orders (id int primary key);
create table items (id int primary key, order_id int references orders (id));\n`
    const program = `do $$ begin create index i on items (order_id); end $$;\n`

    assert.equal((await reviewFiles({ 'a.sql': keys })).findings.length, 1)
    assert.equal((await reviewFiles({ 'a.sql': keys + program })).findings.length, 0)
  })

  it('follows renames and drops, in the order of the numbers in the files', async () => {
    const { findings } = await reviewFiles({
      'migrations/9.sql': `create table shops (id int primary key);
create table items (id int primary key, shop int references shops (id));`,
      'migrations/10.sql': 'alter table items rename to goods;',
      'migrations/11.sql': 'create index concurrently goods_shop on goods (shop);',
    })

    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['rename-in-use'],
    )
  })
})

describe('the report', () => {
  it('says the reason of a rule once, however often it was found', async () => {
    const text = asText(
      await reviewFiles({ 'compose.yaml': 'services:\n  a: { image: x }\n  b: { image: y }\n' }),
    )

    assert.match(text, /floating-image {2}x is whatever[\s\S]*floating-image {2}y is whatever/)
    assert.equal(text.match(/ {2}why /g)?.length, 1)
    assert.match(text, /floating-image \(2\): An image without a version/)
    assert.match(text, /2 findings \(0 errors, 2 warnings, 0 notes\) in 1 deployment/)
  })

  it('is SARIF whose results point at rules and lines', async () => {
    const { runs, version } = asSarif(
      await reviewFiles({ 'compose.yaml': 'services:\n  a: { image: x }\n' }),
    )

    const [run] = runs
    const result = run?.results?.[0]
    assert.equal(version, '2.1.0')
    assert.equal(run?.tool.driver.rules?.[result?.ruleIndex ?? -1]?.id, 'floating-image')
    assert.equal(result?.locations?.[0]?.physicalLocation?.region?.startLine, 2)
    assert.match(
      result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '',
      /^file:.*compose\.yaml$/,
    )
  })
})
