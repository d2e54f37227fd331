import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Actor, Brief, Operation } from '@archwright/model'

import { briefSaying } from '../testing/brief-saying.ts'
import { completeBrief } from './complete.ts'

const sensor: Actor = { name: 'sensor', trust: 'partner', clients: ['device'], count: 12_000 }
const user: Actor = { name: 'user', trust: 'public', clients: ['web'] }

const record = operation('telemetry.recordReading', 'command', 'sensor', 400)
const list = operation('telemetry.listReadings', 'query', 'user')
const login = operation('identity.login', 'command', 'user')
const report = operation('reporting.createReport', 'command', 'user')

describe('rates that the brief leaves open', () => {
  it('do not grow with what machines send, where people do it', () => {
    const rate = ratesOf([sensor, user], [record, list, login, report])
    assert.ok(rate('telemetry.listReadings') <= 1)
    assert.ok(rate('reporting.createReport') <= 1)
    assert.ok(rate('identity.login') < 0.01)
  })

  it('grow with the people that the brief counts', () => {
    const many = { ...user, count: 864_000 }
    const rate = ratesOf([sensor, many], [record, list])
    // 20 calls a day from each are 200 a second, ten reads to one write.
    assert.equal(Math.round(rate('telemetry.listReadings')), Math.round((200 * 10) / 11))
  })

  it('follow the leading operation where the same people do it', () => {
    const post = operation('feed.createPost', 'command', 'user', 100)
    const read = operation('feed.getPost', 'query', 'user')
    const review = operation('reviews.createReview', 'command', 'user')
    const rate = ratesOf([user], [post, read, review, login])
    assert.equal(rate('feed.getPost'), 1000)
    assert.equal(rate('reviews.createReview'), 10)
    // 1,100 calls are 55 visits a second, and one visit in twenty signs in.
    assert.equal(rate('identity.login'), 2.75)
  })

  it('leave to the other reads a tenth of the one that is stated', () => {
    const read = operation('feed.getPost', 'query', 'user', 1000)
    const other = operation('feed.listPosts', 'query', 'user')
    assert.equal(ratesOf([user], [read, other])('feed.listPosts'), 100)
  })

  it('start from the people where no rate is stated at all', () => {
    const many = { ...user, count: 8_640_000 }
    const post = operation('feed.createPost', 'command', 'user')
    assert.equal(Math.round(ratesOf([many], [post])('feed.createPost')), 182)
  })

  it('are each an assumption with its reason', () => {
    const brief = completeBrief(given([sensor, user], [record, list, login, report]))
    const about = brief.assumptions.map((one) => one.about)
    assert.ok(about.includes('operations.(people).ratePerSecond'))
    assert.ok(about.includes('operations.identity.callsPerVisit'))
  })
})

function operation(
  name: string,
  kind: Operation['kind'],
  actor: string,
  ratePerSecond?: number,
): Operation {
  return {
    name,
    kind,
    actor,
    consistency: 'strong',
    reads: [],
    writes: [],
    calls: [],
    ...(ratePerSecond === undefined ? {} : { ratePerSecond, rateIs: 'average' as const }),
  }
}

const given = (actors: Actor[], operations: Operation[]): Brief => ({
  ...briefSaying([]),
  actors,
  operations,
})

function ratesOf(actors: Actor[], operations: Operation[]): (name: string) => number {
  const completed = completeBrief(given(actors, operations)).operations
  return (name) => completed.find((one) => one.name === name)?.ratePerSecond ?? Number.NaN
}
