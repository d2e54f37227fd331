import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { type Browser, chromium } from 'playwright-core'
import { Type } from 'typebox'

import { startTestProcess, type TestProcess } from '../app/test-process.ts'
import { command, query } from '../contract/operation.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { findBinary, requireBinary } from '../testing/require-binary.ts'

const brew = command({
  name: 'tea.brew',
  summary: 'Brew',
  access: 'public',
  rest: 'POST /brews',
  idempotency: 'natural',
  input: Type.Object({ leaf: Type.String() }),
  output: Type.Object({ leaf: Type.String() }),
})
const weigh = query({
  name: 'tea.weigh',
  summary: 'Weigh <em>leaves</em>',
  access: 'internal',
  input: Type.Object({}),
  output: Type.Object({}),
})

const tea = defineModule({
  name: 'tea',
  summary: 'Teas',
  handlers: [
    handle(brew, {
      prepare: (_, { call }) => call(weigh, {}),
      async run({ leaf }, { sql }) {
        if (leaf === 'none') throw new Error('no <b>leaf</b>')
        await sql`select ${leaf}::text as leaf`
        return { leaf }
      },
    }),
    handle(weigh, async (_, { sql }) => {
      await sql`select 1`
      return {}
    }),
  ],
})

let started: TestProcess
before(async () => {
  started = await startTestProcess({ modules: { tea: () => tea } })
})
after(() => started[Symbol.asyncDispose]())

async function brewed(leaf: string): Promise<number> {
  const response = await fetch(`${started.app.url}/v1/brews`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ leaf }),
  })
  await response.text()
  return response.status
}

describe('the page of traces', requireBinary('chromium', 'chromium-browser'), () => {
  let browser: Browser
  before(async () => {
    browser = await chromium.launch({
      executablePath: findBinary('chromium', 'chromium-browser') ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
  })
  after(() => browser.close())

  it('lists the newest calls first and draws each as a waterfall, without a value', async () => {
    assert.equal(await brewed('secret-leaf'), 200)
    assert.equal(await brewed('none'), 500)
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.goto(`${started.app.url}/traces`)
    const calls = page.locator('tbody tr')
    assert.deepEqual(await calls.locator('a').allTextContents(), ['tea.brew', 'tea.brew'])
    assert.equal(await calls.nth(0).getAttribute('class'), 'failed', 'the newest one failed')

    await calls.nth(1).locator('a').click()
    const names = await page.locator('summary').allTextContents()
    assert.deepEqual(names, ['tea.brew', 'tea.weigh', 'SELECT', 'SELECT', 'COMMIT'])
    const bars = await Promise.all(
      (await page.locator('.bar').all()).map(async (bar) => bar.boundingBox()),
    )
    const [whole] = bars
    assert.ok(whole && whole.width > 100, 'the call is as wide as the page allows')
    for (const bar of bars) {
      assert.ok(bar && bar.width > 0 && bar.x >= whole.x - 1)
      assert.ok(bar.x + bar.width <= whole.x + whole.width + 2, 'a part lies within its call')
    }
    await page.locator('summary', { hasText: 'SELECT' }).last().click()
    assert.equal(await page.getByText('select $1::text as leaf').isVisible(), true)
    assert.doesNotMatch(await page.content(), /secret-leaf/)
    assert.deepEqual(errors, [])
    await page.close()
  })

  it('shows an error as text', async () => {
    await brewed('none')
    const page = await browser.newPage()
    await page.goto(`${started.app.url}/traces`)
    await page.locator('tbody a').first().click()
    await page.locator('summary').first().click()
    assert.equal(await page.getByText('no <b>leaf</b>').first().isVisible(), true)
    assert.equal(await page.locator('dd b').count(), 0)
    await page.close()
  })
})

describe('in production', () => {
  it('there is no such page', async () => {
    await using process = await startTestProcess({
      modules: { tea: () => tea },
      variables: { NODE_ENV: 'production', PUBLIC_URL: 'https://tea.example', HOST: '127.0.0.1' },
    })
    assert.equal((await fetch(`${process.app.url}/traces`)).status, 404)
  })
})
