import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Parser } from '@asyncapi/parser'

import { doors } from '../feed/testing/swings.ts'
import { type AsyncApiDocument, emitAsyncApi } from './asyncapi.ts'
import { teaShop } from './tea-shop.fixture.ts'

const document = emitAsyncApi([teaShop], { title: 'Tea shop' })

describe('emitAsyncApi', () => {
  it("is found valid by AsyncAPI's own parser", async () => {
    assert.deepEqual(await complaints(document), [])
  })

  it('would be found invalid if a channel were forgotten', async () => {
    const { 'tea.teaBrewed': _, ...channels } = document.channels
    assert.notDeepEqual(await complaints({ ...document, channels }), [])
  })

  it('says who sends and who hears, also what comes from elsewhere', () => {
    const actions = Object.entries(document.operations).map(([name, operation]) => [
      name,
      (operation as { action: string }).action,
      (operation as { channel: { $ref: string } }).channel.$ref,
    ])
    assert.deepEqual(actions, [
      ['tea.teaBrewed.send', 'send', '#/channels/tea.teaBrewed'],
      ['tea.reusePot.receive', 'receive', '#/channels/kitchen.potWashed'],
    ])
  })

  it('says what clients may follow, and where', async () => {
    const followed = emitAsyncApi([doors], { title: 'Doors' })
    assert.deepEqual(await complaints(followed), [])
    const { address, messages } = followed.channels['doors.swings'] as Record<string, object>
    assert.equal(address, '/v1/swings')
    assert.deepEqual(Object.keys(messages ?? {}), ['doors.opened', 'doors.shut'])
  })

  it('shows each event with its data and an example', () => {
    const { messages } = document.components as { messages: Record<string, { examples: unknown }> }
    assert.deepEqual(messages['tea.teaBrewed']?.examples, [
      { name: 'example', payload: { potId: '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11', cups: 1 } },
    ])
  })
})

async function complaints(asyncapi: AsyncApiDocument): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(JSON.stringify(asyncapi))
  return diagnostics
    .filter(({ code }) => code !== 'asyncapi-latest-version') // 3.0 is what tools understand today
    .map(({ code, message }) => `${String(code)}: ${message}`)
}
