import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { after, before, describe, it } from 'node:test'

import { findBinary, requireBinary } from '@archwright/kit/testing'
import { InputError } from '@archwright/model/light'
import { type Browser, chromium, type Page } from 'playwright-core'

import { serveStudio } from './serve-studio.ts'
import { projectFolder, sampleEvidence } from './testing/project-folder.ts'

const words = `Design an e-commerce backend with a product catalog, order processing and payments.
It must process at least 1000 orders per minute and have 99.99% uptime. Frobnicate the wibble <b>sideways</b>.`

describe('the page in a browser', requireBinary('chromium', 'chromium-browser'), () => {
  let browser: Browser
  before(async () => {
    browser = await chromium.launch({
      executablePath: findBinary('chromium', 'chromium-browser') ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    })
  })
  after(() => browser.close())

  it('shows the words with what was read from them, and nothing of them as markup', async () => {
    await using shown = await open(browser)

    assert.deepEqual(await shown.page.locator('.prose mark.fact').allTextContents(), [
      'at least 1000 orders per minute',
      '99.99% uptime',
    ])
    assert.match((await shown.page.locator('.prose').textContent()) ?? '', /<b>sideways<\/b>/)
    assert.equal(await shown.page.locator('.prose b').count(), 0)
    assert.ok((await shown.page.locator('.prose mark.unknown').count()) > 0)
  })

  it('opens a decision to its options, reasons and flips', async () => {
    await using shown = await open(browser)
    const decision = shown.page.locator('#D-01')

    assert.equal(await decision.locator('table').isVisible(), false)
    await decision.locator('summary').click()

    assert.equal(await decision.locator('table').isVisible(), true)
    assert.ok((await decision.locator('tbody tr').count()) >= 2)
  })

  it('draws the container diagram and a plot for each latency, without errors', async () => {
    await using shown = await open(browser)

    assert.equal(await shown.page.locator('.diagram svg').isVisible(), true)
    assert.equal(await shown.page.locator('#plots canvas').count(), 1)
    assert.match((await shown.page.locator('#claims tr.missed').textContent()) ?? '', /990/)
    assert.deepEqual(shown.errors, [])
  })
})

describe('the studio', () => {
  it('says what is missing when the folder is no project', async () => {
    await assert.rejects(serveStudio(tmpdir(), { port: 0 }), (error: unknown) => {
      assert.ok(error instanceof InputError)
      assert.match(error.message, /archwright.lock.json/)
      return true
    })
  })

  it('serves a project that was not proved, and only its own page', async () => {
    await using folder = await projectFolder(words)
    const studio = await serveStudio(folder.path, { port: 0 })
    try {
      assert.match(await (await fetch(studio.url)).text(), /Not proved yet/)
      assert.equal((await fetch(`${studio.url}../../etc/passwd`)).status, 404)
    } finally {
      await studio.close()
    }
  })
})

async function open(browser: Browser): Promise<{ page: Page; errors: string[] } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await projectFolder(words, sampleEvidence))
  const studio = opened.adopt(await serveStudio(folder.path, { port: 0 }), (open) => open.close())
  const page = opened.adopt(await browser.newPage(), (open) => open.close())
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(studio.url)
  const stack = opened.move()
  return { page, errors, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
