import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { formsOf, singularsOf } from './inflections.ts'

describe('formsOf', () => {
  const forms: Readonly<Record<string, string>> = {
    orders: 'order',
    bookings: 'book',
    stopped: 'stop',
    updating: 'update',
    queries: 'query',
    applied: 'apply',
    sent: 'send',
    written: 'write',
    people: 'person',
    synchronised: 'synchronize',
    organisations: 'organization',
    cancelled: 'cancel',
    catalogues: 'catalog',
    boxes: 'box',
    "customers'": 'customer',
    "clinic's": 'clinic',
  }
  for (const [word, lemma] of Object.entries(forms))
    it(`finds ${lemma} in ${word}`, () => {
      assert.ok(formsOf(word).includes(lemma), formsOf(word).join(' '))
    })

  const others: Readonly<Record<string, string>> = {
    feed: 'fee',
    bus: 'bu',
    status: 'statu',
    need: 'ne',
  }
  for (const [word, other] of Object.entries(others))
    it(`does not find ${other} in ${word}`, () => {
      assert.ok(!formsOf(word).includes(other))
    })
})

describe('singularsOf', () => {
  const singulars: Readonly<Record<string, string>> = {
    categories: 'category',
    purchases: 'purchase',
    addresses: 'address',
    matches: 'match',
    quizzes: 'quiz',
    videos: 'video',
  }
  for (const [plural, singular] of Object.entries(singulars))
    it(`takes ${plural} for ${singular}`, () => {
      assert.equal(singularsOf(plural)[0], singular)
    })
})
