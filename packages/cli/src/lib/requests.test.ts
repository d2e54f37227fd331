import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { design } from '@archwright/designer'
import type { Choices } from '@archwright/model'
import { readBrief } from '@archwright/reader'
import { proposal } from '@archwright/writer'

import { examples } from './testing/archwright.ts'

const requests = readFileSync(path.join(examples, 'requests.txt'), 'utf8').trimEnd().split('\n')

/** What a reviewer would look for first in the answer to each request, by a word of it. */
const expected: Record<string, (choices: Choices) => readonly [string | string[], string][]> = {
  RESTful: ({ api_public, consistency }) => [
    [api_public, 'rest'],
    [consistency.mechanism, 'acid'],
  ],
  'multi-tenant': ({ auth }) => [[auth.authz, 'tenant-isolation']],
  GraphQL: ({ api_public }) => [
    [api_public, 'graphql'],
    [api_public, 'websocket'],
  ],
  Kafka: ({ messaging, messaging_engine = '' }) => [
    [messaging, 'event-stream'],
    [messaging_engine, 'kafka-like'],
  ],
  BFF: ({ special }) => [[special, 'bff']],
  'multi-service': ({ auth, topology }) => [
    [auth.authn, 'jwt-oidc'],
    [auth.authn, 'mtls'],
    [topology, 'microservices'],
  ],
  'circuit breaker': ({ resilience }) => [
    [resilience, 'circuit-breaker'],
    [resilience, 'retry'],
    [resilience, 'timeout'],
  ],
  observability: ({ special }) => [
    [special, 'distributed-tracing'],
    [special, 'structured-logging'],
    [special, 'metrics'],
  ],
  gateway: ({ special, rate_limit }) => [
    [special, 'api-gateway'],
    [rate_limit.present ? 'limited' : '', 'limited'],
  ],
  strangler: ({ special, topology }) => [
    [special, 'strangler-fig'],
    [topology, 'microservices'],
  ],
  webhook: ({ api_public, special, resilience }) => [
    [api_public, 'webhook'],
    [special, 'hmac-signatures'],
    [resilience, 'retry'],
  ],
  WebSockets: ({ api_public, messaging_engine = '' }) => [
    [api_public, 'websocket'],
    [messaging_engine, 'redis-like'],
  ],
}

describe('each example request', () => {
  it('is expected to be answered', () => {
    assert.equal(requests.length, Object.keys(expected).length)
    for (const word of Object.keys(expected))
      assert.equal(requests.filter((request) => request.includes(word)).length, 1, word)
  })

  for (const request of requests) {
    const [, wanted] = Object.entries(expected).find(([word]) => request.includes(word)) ?? []

    it(`is answered by what it asks for: ${request}`, async () => {
      const { choices } = design(await readBrief(request))
      for (const [chosen, value] of wanted?.(choices) ?? [])
        assert.ok([chosen].flat().includes(value), `${value}, chosen were ${chosen}`)
    })

    it(`says in the summary which decision answers what: ${request}`, async () => {
      const designed = design(await readBrief(request))
      assert.ok(designed.brief.asks.length > 0)
      assert.doesNotMatch(proposal(designed), /No decision of this design answers it/)
    })
  }
})
