import type { TechniqueName } from '@archwright/model/light'

import type { Phrases } from './phrases.ts'

/** How texts name the techniques and chapters they ask for. */
export const techniquePhrases: Readonly<Record<TechniqueName, Phrases>> = {
  microservices: `microservice architecture, microservices architecture, microservice, micro services,
    service oriented architecture`,
  monolith: {
    is: `monolith, monolithic, modular monolith, one single application, single deployable`,
    not: `existing monolith, old monolith, aging monolith, legacy monolith, current monolith, our monolith,
      the monolith, from a monolith, from monolith, of a monolith, monolith to, away from a monolith,
      split a monolith, monolithic application to, monolithic legacy, large monolith, big monolith,
      from a monolithic, existing monolithic, a monolithic`,
  },
  serverless: `serverless, cloud functions, lambda functions, aws lambda, functions as a service, faas`,
  'event-driven': `event driven architecture, event driven, event based architecture, event based, event architecture`,
  rest: `rest api, restful api, restful, rest interface, rest endpoint, over rest, rest service, rest resources,
    api rest`,
  graphql: `graphql`,
  grpc: `grpc, protocol buffers, protobuf`,
  websocket: `websocket, web socket`,
  sse: `server sent event, =sse, eventsource`,
  webhooks: `webhook`,
  gateway: `api gateway, gateway in front, edge gateway, gateway for our, gateway with rate`,
  bff: `backend for frontend, backend for front end, backends for frontends, backends for front ends,
    backend for each front end, =bff, =bffs`,
  strangler: `strangler fig pattern, strangler fig, strangler`,
  cqrs: `cqrs, command query responsibility segregation, separate read and write models, separate read model`,
  'event-sourcing': `event sourcing, event sourced, event store`,
  saga: `saga, saga pattern, compensating transactions`,
  'circuit-breaker': `circuit breaker, circuit breaking`,
  retry: `retry pattern, retry policy, retry policies, retry logic, retry mechanism, =retry, =retries, with retries,
    exponential backoff, backoff`,
  'rate-limiting': `rate limit, rate limiting, rate limiter, throttling, request throttling`,
  authentication: `authentication architecture, authentication system, authentication service, authentication for,
    authentication across, authentication and authorization, authentication layer, auth for, auth across,
    auth system, auth service, =auth, oauth*, jwt, openid connect, oidc, single sign on, login system`,
  authorization: `authorization system, authorization model, authorization for, authentication and authorization,
    role based access control, rbac, abac, access control, attribute based access`,
  tracing: `distributed tracing, request tracing, =tracing, opentelemetry, end to end tracing, correlation id`,
  logging: {
    is: `structured logging, central logging, centralized logging, =logging, structured logs, log aggregation`,
    not: `logging in, logging on`,
  },
  metrics: `=metrics, prometheus, red metrics, golden signals`,
  caching: `caching strategy, caching layer, distributed cache, response caching, =caching, cache layer`,
  kafka: `kafka, redpanda, event streaming platform, kinesis, pulsar`,
  rabbitmq: `rabbitmq, rabbit mq, message broker, amqp, activemq`,
  redis: `redis, valkey, memcached`,
  nats: `nats jetstream, =nats`,
  pubsub: `pub sub, pubsub, publish subscribe, publish and subscribe`,
  cdn: `=cdn, content delivery network`,
  kubernetes: `kubernetes, k8s, container orchestration, helm`,
  'api-design': `api design considerations, api design, design of the api, design the api, api contract, api endpoints,
    openapi, api specification, api guidelines`,
  scalability: `strategies for scalability, scalability, scaling strategy, =scaling, horizontal scaling, autoscaling,
    auto scaling`,
  resilience: `resilience, resiliency, fault tolerance, resilience patterns, resilience strategy, disaster recovery,
    failure handling`,
  security: {
    is: `security architecture, security model, security considerations, security design, threat model,
      security concept, strategies for security, security strategy, security measures, security of`,
    not: `social security`,
  },
  'observability-plan': `observability strategy, observability plan, observability concept, observability for, observability,
    monitoring strategy, monitoring and logging, monitoring concept, logging and monitoring,
    monitoring and alerting strategy`,
  migration: {
    is: `migration plan, migration strategy, plan a migration, plan the migration, migration from, migration of,
      migrate from, migrate a, migrate our, migrate the, migrating from, migration to microservices,
      migration path, modernization plan, decompose the monolith, decompose a monolith, break up a monolith,
      break up the monolith, split the monolith, split a monolith, split our monolith`,
    not: `database migration script, schema migration`,
  },
}

/** Chapters that a text may ask for besides; no decision turns on them alone. */
export const chapterPhrases = {
  architecture: `overall architecture, core architecture, system architecture, software architecture,
    high level architecture, the architecture, =architecture of, architecture for`,
  'data-consistency': `data consistency, consistency model, consistency strategy, consistency of data, consistency guarantees`,
  'data-model': `data model, database design, database schema, schema design, storage design, data schema`,
  deployment: `deployment strategy, deployment plan, deployment concept, rollout plan, =deployment, infrastructure`,
  testing: `testing strategy, test plan, test strategy, testing concept`,
  cost: `cost estimate, cost estimation, cost plan`,
} as const satisfies Readonly<Record<string, Phrases>>

/** Verbs that open a sentence which asks for chapters of a document, not for functions. */
export const outlineVerbs: ReadonlySet<string> = new Set(
  'outline describe explain propose document discuss recommend sketch detail summarize'.split(' '),
)

/** Words that say so only where something is asked of it: people and data occur in any text. */
export const contextWords =
  '=data, user, customer, interface, product, program, request, record, client'

/** Words that show that a text is about a system at all. */
export const systemWords = `system, service, backend, back end, platform, application, =api, =apis, server, website, =site, software, database,
  microservice, marketplace, tool, portal, saas, storage, web app, mobile app`
