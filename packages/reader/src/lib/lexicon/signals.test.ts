import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CapabilityName, QualityName } from '@archwright/model/light'

import { readProse } from '../read-prose.ts'
import { signalTexts } from '../testing/signal-texts.ts'

type Name = CapabilityName | QualityName

describe('what a text is about', () => {
  for (const [title, { text, says, not }] of Object.entries(signalTexts))
    it(`is read from a text about ${title}`, () => {
      const found = namesIn(text)
      assert.deepEqual(
        {
          missing: says.filter((name) => !found.has(name)),
          wrong: not.filter((name) => found.has(name)),
        },
        { missing: [], wrong: [] },
      )
    })

  it('is taken back by a word that denies it', () => {
    const denied: Readonly<Record<string, Name>> = {
      'A booking service. No accounts are needed.': 'identity',
      'A site for reading articles, without payments.': 'payments',
      'A wiki. Changes do not have to be live.': 'realtime',
      'A chat service that need not be highly available.': 'high-availability',
      'A blog. Search is not needed.': 'search',
      'A ticket system that is not multi-tenant.': 'tenants',
      'Orders come in by phone. Reviews are out of scope.': 'reviews',
    }
    for (const [text, name] of Object.entries(denied)) assert.ok(!namesIn(text).has(name), text)
  })

  it('is not taken back by a "no" that says something else', () => {
    const said: Readonly<Record<string, Name>> = {
      'A shop in which no order may be lost.': 'no-loss',
      'The API must not be down.': 'high-availability',
      'A mail service. No customer may get a mail twice.': 'notifications',
      'A booking site with no more than 10 payments a day.': 'payments',
    }
    for (const [text, name] of Object.entries(said)) assert.ok(namesIn(text).has(name), text)
  })

  it('does not depend on the form of a word or its spelling', () => {
    for (const text of [
      'Guests book a room in our system.',
      'A guest books a room in our system.',
      'In our system, bookings are made by guests.',
    ])
      assert.ok(namesIn(text).has('scheduling'), text)
    for (const text of ['Changes are synchronised later.', 'Changes are synchronized later.'])
      assert.ok(namesIn(`Our service. ${text}`).has('offline'), text)
  })
})

function namesIn(text: string): ReadonlySet<string> {
  return new Set(readProse(text).capabilities.map(({ name }) => name))
}
