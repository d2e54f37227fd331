import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { summaryOf } from './statement-span.ts'

describe('the summary of a statement', () => {
  const summaries: Readonly<Record<string, string>> = {
    'select id from kit.saga where id = $1': 'SELECT kit.saga',
    'select 1': 'SELECT',
    'begin isolation level serializable': 'BEGIN',
    commit: 'COMMIT',
    'insert into kit.outbox (id) select * from unnest($1::uuid[])': 'INSERT kit.outbox SELECT',
    'update kit.saga set step = $1 where id in (select id from kit.saga limit 1 for update skip locked)':
      'UPDATE kit.saga SELECT kit.saga',
    'insert into tea.leaf (id) values ($1) on conflict (id) do update set id = $1':
      'INSERT tea.leaf',
    'delete from kit.outbox where id = any($1)': 'DELETE kit.outbox',
    'select a from tea.leaf left join tea.jar on jar.id = leaf.jar': 'SELECT tea.leaf tea.jar',
    'select extract(epoch from now() - min(at)) from tea.leaf': 'SELECT tea.leaf',
    'select from (select 1 from tea.jar) as inner_one where a is distinct from b':
      'SELECT SELECT tea.jar',
    'with due as (select id from tea.leaf) delete from tea.jar using due':
      'SELECT tea.leaf DELETE tea.jar',
  }
  for (const [text, summary] of Object.entries(summaries)) {
    it(`of ${text.slice(0, 50)} is ${summary}`, () => {
      assert.equal(summaryOf(text), summary)
    })
  }
})
