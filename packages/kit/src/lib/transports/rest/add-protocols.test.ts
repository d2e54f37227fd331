import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'

import { startTestProcess, type TestProcess } from '../../app/test-process.ts'
import { defineModule } from '../../module/define-module.ts'
import type { HttpProtocol } from '../../module/http-protocol.ts'

const echo: HttpProtocol = {
  name: 'echo.protocol',
  paths: ['/echo/*'],
  limit: 'auth',
  open: async () => async (request, response) => {
    if (request.url === '/echo/broken') throw new Error('broken on purpose')
    response.setHeader('x-its-own', 'yes')
    response.end(`${request.method} ${await text(request)}`)
  },
}
const module = defineModule({ name: 'echo', summary: 'Echoes', handlers: [], protocols: [echo] })

let running: TestProcess
before(async () => {
  running = await startTestProcess({
    modules: { echo: () => module },
    wiring: { limits: { auth: { perSecond: 0.001, burst: 3, per: 'address' } } },
  })
})
after(() => running[Symbol.asyncDispose]())

const ask = (path: string, method = 'GET', body?: string) =>
  fetch(`${running.app.url}${path}`, { method, ...(body === undefined ? {} : { body }) })

describe('a protocol that a module speaks', () => {
  it('reads and answers by itself, with the headers that all answers have', async () => {
    const answer = await ask('/echo/any', 'POST', 'a=1')
    assert.equal(await answer.text(), 'POST a=1')
    assert.equal(answer.headers.get('x-its-own'), 'yes')
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.match(answer.headers.get('x-correlation-id') ?? '', /./)
  })

  it('never leaves a caller waiting when it breaks', async () => {
    assert.equal((await ask('/echo/broken')).status, 500)
  })

  it('is limited where it may change something, and not where it only reads', async () => {
    const statuses = []
    for (let times = 0; times < 4; times += 1)
      statuses.push((await ask('/echo/a', 'POST', '')).status)
    assert.deepEqual(statuses.slice(-2), [429, 429])
    assert.equal((await ask('/echo/a')).status, 200)
  })
})
