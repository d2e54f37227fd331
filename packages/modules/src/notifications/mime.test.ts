import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { asciiDomain, type MimeLetter, mimeOf } from './mime.ts'

const letter: MimeLetter = {
  from: { name: 'Shop', address: 'no-reply@shop.example' },
  to: 'ada@example.com',
  messageId: '<1@shop.example>',
  date: new Date('2026-11-21T12:00:00Z'),
  subject: 'Order 7 is confirmed',
  text: 'Hello Ada,\n',
  html: '<p>Hello Ada,</p>\n',
}

describe('a letter', () => {
  it('has its headers and both parts', () => {
    const { headers, parts } = read(mimeOf(letter))
    assert.deepEqual(headers, [
      'Auto-Submitted: auto-generated',
      'From: Shop <no-reply@shop.example>',
      'To: ada@example.com',
      'Subject: Order 7 is confirmed',
      'Message-ID: <1@shop.example>',
      'Date: Sat, 21 Nov 2026 12:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="=_alternative"',
    ])
    assert.deepEqual(parts, ['Hello Ada,\r\n', '<p>Hello Ada,</p>\r\n'])
  })

  it('carries any words in lines of 76 ASCII characters', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 300 })
    fc.assert(
      fc.property(words, words, (text, html) => {
        const written = mimeOf({ ...letter, text, html })
        for (const line of written.split('\r\n')) assert.match(line, /^[\t\x20-\x7e]{0,76}$/)
        const lines = (given: string) => given.replaceAll(/\r?\n/g, '\r\n')
        assert.deepEqual(read(written).parts, [lines(text), lines(html)])
      }),
    )
  })

  it('lets no value start a header of its own', () => {
    const evil = 'x\r\nBcc: eve@example.com'
    const from = { name: evil, address: evil }
    const { headers } = read(mimeOf({ ...letter, from, to: evil, subject: evil, messageId: evil }))
    assert.equal(headers.length, 8)
    assert.deepEqual(
      headers.filter((header) => header.startsWith('Bcc')),
      [],
    )
  })

  it('quotes and encodes names and subjects that need it', () => {
    const headersOf = (name: string, subject: string) =>
      read(mimeOf({ ...letter, from: { ...letter.from, name }, subject })).headers
    assert.ok(
      headersOf('Tea, "Ltd"', '').includes('From: "Tea, \\"Ltd\\"" <no-reply@shop.example>'),
    )
    const [, from, , subject] = headersOf('Café', 'Größe')
    assert.equal(from, 'From: =?UTF-8?Q?Caf=C3=A9?= <no-reply@shop.example>')
    assert.equal(subject, 'Subject: =?UTF-8?Q?Gr=C3=B6=C3=9Fe?=')
  })
})

it('a domain that is not ASCII is written as mail servers know it', () => {
  assert.equal(asciiDomain('ada@müller.example'), 'ada@xn--mller-kva.example')
  assert.equal(asciiDomain('ada@example.com'), 'ada@example.com')
})

/** Headers, and the parts decoded (RFC 2045, 6.7). */
function read(written: string): { headers: string[]; parts: string[] } {
  const [head = '', ...bodies] = written.split('--=_alternative')
  const parts = bodies
    .slice(0, -1)
    .map((body) => decode(body.split('\r\n\r\n').slice(1).join('\r\n\r\n')))
  return { headers: head.trimEnd().split('\r\n'), parts: parts.map((part) => part.slice(0, -2)) }
}

function decode(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
