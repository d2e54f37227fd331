import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { checkBudget, describeSizes } from './budget.ts'
import { findIn } from './planted.ts'
import { parseSource } from './sources.ts'

const source = 'packages/kit/src/lib/planted.ts'
const lines = (count: number) => '  work()\n'.repeat(count)

describe('checkBudget', () => {
  const forbidden: Record<string, [text: string, problem: RegExp]> = {
    any: ['export const a = (b: any) => b', /`any`/],
    'as any': ['export const a = JSON.parse("1") as any', /`as any`/],
    'a star export': [`export * from './other.ts'`, /`export \*`/],
    'a named star export': [`export * as other from './other.ts'`, /`export \*`/],
    'a default export': ['export default 1', /default export/],
    'an enum': ['enum Color { Red }', /enum/],
    'a namespace': ['namespace Color { export const red = 1 }', /namespace/],
    'a parameter property': ['class A { constructor(private b: string) {} }', /parameter property/],
    'an ignored type error': ['// @ts-ignore\nexport const a: string = 1', /`@ts-ignore`/],
    'an expected type error': [
      '// @ts-expect-error\nexport const a: string = 1',
      /`@ts-expect-error`/,
    ],
    'a mocked module': [`t.mock.module('./other.ts', {})`, /module mock/],
    'five parameters': ['export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => a', /5 parameters/],
    'a function of 71 lines': [`function f() {\n${lines(69)}}\n`, /function of 71 lines/],
    'a file of 401 lines': [lines(401), /file of 401 lines/],
  }
  for (const [name, [text, problem]] of Object.entries(forbidden)) {
    it(`refuses ${name}`, () => {
      assert.match(findIn({ [source]: text }, checkBudget)[0] ?? 'nothing found', problem)
    })
  }

  const allowed: Record<string, string> = {
    'a function of 70 lines in a file of 400': `function f() {\n${lines(68)}}\n${lines(330)}`,
    'four parameters and a declared this': 'function f(this: Date, a: 1, b: 1, c: 1, d: 1) {}',
    'any with a reason':
      '// biome-ignore lint/suspicious/noExplicitAny: the driver says so\nlet a: any',
    'an ambient namespace': 'declare namespace Color { const red: 1 }',
    'any as a word': `export const any = 'any as any // @ts-ignore'`,
  }
  for (const [name, text] of Object.entries(allowed)) {
    it(`accepts ${name}`, () => {
      assert.deepEqual(findIn({ [source]: text }, checkBudget), [])
    })
  }

  it('allows long functions and expected type errors in tests', () => {
    const text = `// @ts-expect-error\nfunction f() {\n${lines(100)}}\n`

    assert.deepEqual(findIn({ 'packages/kit/src/lib/planted.test.ts': text }, checkBudget), [])
  })

  it('says where', () => {
    const [finding] = findIn({ [source]: 'const one = 1\n\nexport default one\n' }, checkBudget)

    assert.equal(finding, `${source}:3: default export: export by name`)
  })
})

describe('describeSizes', () => {
  it('prints medians and tails of sources only', () => {
    const files = [1, 2, 300].map((count) => parseSource(`${count}.ts`, lines(count)))
    const test = parseSource('a.test.ts', lines(999))

    const sizes = describeSizes([...files, test])

    assert.match(sizes, /^4 files, 3 of them sources, 303 lines/)
    assert.match(sizes, /file lines: median 2 \(aim 80\), p90 300 \(aim 250\)/)
  })
})
