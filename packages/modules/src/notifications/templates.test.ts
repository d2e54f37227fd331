import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { formatMoney, renderMessage } from './templates.ts'

const orderId = '0192f3a1-7c1e-7000-8000-0000000000ff'
const total = { amount: 1250, currency: 'EUR' }

describe('a message', () => {
  it('says the same in text and in HTML', () => {
    const { subject, text, html } = renderMessage('order-confirmed', { orderId, total }, 'Ada')

    assert.equal(subject, 'Order 000000ff is confirmed')
    const words = [
      'Hello Ada,',
      `Thank you: your order ${orderId} is paid and on its way to be packed.`,
      'Total: €12.50.',
    ]
    assert.equal(text, `${words.join('\n\n')}\n`)
    for (const paragraph of words) assert.ok(html.includes(`<p>${paragraph}</p>`))
  })

  it('shows what customers chose as text, never as markup', () => {
    const { html, text } = renderMessage('welcome', {}, `<script>alert("it's & me")</script>`)

    assert.ok(
      html.includes('Hello &lt;script&gt;alert(&quot;it&#39;s &amp; me&quot;)&lt;/script&gt;,'),
    )
    assert.ok(!html.includes('<script>'))
    assert.ok(text.includes('<script>'))
  })

  it('explains known reasons and stays polite about unknown ones', () => {
    const because = (code: string) =>
      renderMessage('order-rejected', { orderId, total, code }, 'Ada').text

    assert.match(because('OUT_OF_STOCK'), /something in it is out of stock/)
    assert.match(because('PAYMENT_DECLINED'), /the payment was declined/)
    for (const code of ['INTERNAL', 'constructor']) {
      assert.match(because(code), /something went wrong on our side/)
    }
  })

  it('speaks of a refund only when there was one', () => {
    const cancelled = (refunded: boolean) =>
      renderMessage('order-cancelled', { orderId, total, refunded }, 'Ada').text

    assert.match(cancelled(true), /returned €12.50 to you/)
    assert.match(cancelled(false), /You were not charged/)
  })
})

describe('formatMoney', () => {
  const cases: [number, string, string][] = [
    [1250, 'EUR', '€12.50'],
    [1250, 'JPY', '¥1,250'],
    [1250, 'KWD', 'KWD 1.250'],
    [0, 'USD', '$0.00'],
    [Number.MAX_SAFE_INTEGER, 'USD', '$90,071,992,547,409.91'],
  ]
  for (const [amount, currency, shown] of cases) {
    it(`writes ${amount} ${currency} as ${shown}`, () => {
      assert.equal(formatMoney({ amount, currency }).replace('\u00a0', ' '), shown)
    })
  }
})
