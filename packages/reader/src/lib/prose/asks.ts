import type { Vocabulary } from './recognizer.ts'

/** What a text may ask the design to contain or to be. */
export const askRows: readonly Vocabulary[] = [
  { name: 'microservices', phrases: 'microservice* architecture, microservice*, micro services' },
  { name: 'monolith', phrases: 'monolith, modular monolith' },
  { name: 'event-driven', phrases: 'event driven architecture, event driven, event based' },
  {
    name: 'api-design',
    phrases:
      'api design considerations, api design, design of the api, api endpoints, api contract*',
  },
  {
    name: 'scalability',
    phrases:
      'strategies for scalability, scalability, scaling strateg*, scaling, horizontal scaling, autoscaling',
  },
  { name: 'resilience', phrases: 'resilience, resiliency, fault tolerance, disaster recovery' },
  {
    name: 'observability',
    phrases:
      'observability strategy, observability, monitoring strateg*, logging, metrics, tracing',
  },
  {
    name: 'security',
    phrases: 'security architecture, security model, security considerations, threat model',
  },
  {
    name: 'data-consistency',
    phrases: 'data consistency, consistency model, consistency strateg*, consistency',
  },
  {
    name: 'data-model',
    phrases: 'data model, database design, database schema, schema design, storage design',
  },
  {
    name: 'deployment',
    phrases: 'deployment strateg*, deployment, infrastructure, kubernetes, rollout plan',
  },
  { name: 'testing', phrases: 'testing strateg*, test plan' },
  { name: 'caching', phrases: 'caching strateg*, caching' },
  { name: 'cost', phrases: 'cost estimate*, cost estimation' },
  {
    name: 'rest',
    phrases: 'rest api*, restful api*, restful, rest interface*, rest endpoint*, over rest',
  },
  { name: 'graphql', phrases: 'graphql api, graphql' },
  { name: 'grpc', phrases: 'grpc' },
  { name: 'websocket', phrases: 'websocket*, web socket*' },
  { name: 'sse', phrases: 'server sent event*, sse' },
  { name: 'webhook', phrases: 'webhook delivery, webhook*' },
  { name: 'cqrs', phrases: 'cqrs' },
  { name: 'event-sourcing', phrases: 'event sourcing, event sourced' },
  { name: 'saga', phrases: 'saga*' },
  { name: 'kafka', phrases: 'kafka' },
  { name: 'redis', phrases: 'redis pub sub, redis' },
  { name: 'api-gateway', phrases: 'api gateway' },
  { name: 'bff', phrases: 'backend for frontend, bff' },
  { name: 'strangler-fig', phrases: 'strangler fig pattern, strangler fig, strangler' },
  { name: 'circuit-breaker', phrases: 'circuit breaker*' },
  { name: 'retry', phrases: 'retry, retries' },
  { name: 'rate-limiting', phrases: 'rate limit*, throttling' },
  { name: 'signatures', phrases: 'signatures, signed webhooks' },
  { name: 'authentication', phrases: 'oauth 2, oauth*, jwt, openid connect, oidc' },
  { name: 'multi-tenant', phrases: 'multi tenant, multi tenancy' },
  { name: 'architecture', phrases: 'overall architecture, core architecture, architecture' },
]

/** Verbs that open a sentence which asks for chapters of a document, not for functions. */
export const outlineVerbs: ReadonlySet<string> = new Set(
  'outline describe explain propose document discuss recommend sketch detail summarize'.split(' '),
)
