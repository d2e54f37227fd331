import { type RuleTable, retrieved } from './rule-table.ts'

export const interfaceRules = {
  'hop.cost': {
    says: 'Cores for the same traffic when co-located components are set apart: 9 → 28.',
    value: 3.1,
    unit: 'ratio',
    conditions:
      'Online Boutique, 11 components, 10,000 requests/s on GKE; median 0.38 ms → 2.66 ms',
    source: 'Ghemawat et al., Towards Modern Development of Cloud Applications, HotOS 2023',
    retrieved,
    grade: 'published',
  },
  'hop.latency': {
    says: 'Median latency added by setting co-located components apart.',
    value: 2.28,
    unit: 'ms',
    conditions: 'The same benchmark: 2.66 − 0.38 ms per request over its components',
    source: 'Ghemawat et al., Towards Modern Development of Cloud Applications, HotOS 2023',
    retrieved,
    grade: 'published',
  },
  'services.overhead': {
    says: 'Share of engineering that separate services cost in operations.',
    value: { low: 0.15, mid: 0.35, high: 0.4 },
    unit: 'share',
    conditions:
      'A consultancy view; sources disagree widely, so it weighs as a preference and never as a threshold',
    source: 'https://www.easy.bi/blog/microservices-vs-monolith-decision/',
    retrieved,
    grade: 'secondary',
  },
  'grpc.small': {
    says: 'Median latency of a 0.76 KB call: gRPC 0.71 ms, REST 3.23 ms.',
    value: 0.22,
    unit: 'ratio',
    conditions:
      'Go, one study; the direction reverses for .NET on one machine, and small payloads are close elsewhere',
    source:
      'https://www.luizsoares.dev/sitemap.xml/blog/tcc-stdsize-grpc-vs-rest ; https://blog.fshtab.com/grpc-vs-rest-performance-comparison',
    retrieved,
    grade: 'secondary',
  },
  'grpc.saved': {
    says: 'gRPC carries 15 to 40 % more than JSON over HTTP as the load grows.',
    value: { low: 0.15, mid: 0.275, high: 0.4 },
    unit: 'share of the work',
    conditions:
      'Protobuf over HTTP against gRPC, one API on cloud machines; small payloads and low load show little',
    source:
      'I. Gorton, https://medium.com/@i.gorton/scaling-up-rest-versus-grpc-benchmark-tests-551f73ed88d4',
    retrieved,
    grade: 'published',
  },
  'sse.connections': {
    says: 'Without HTTP/2 a browser opens six event streams to one domain, over all its tabs.',
    value: 6,
    unit: 'streams/browser',
    conditions: 'Chrome and Firefox over HTTP/1.1; with HTTP/2 about 100 share one connection',
    source: 'https://developer.mozilla.org/en-US/docs/Web/API/EventSource',
    retrieved: '2026-11-21',
    grade: 'published',
  },
  'websocket.process': {
    says: 'Open sockets one Node process keeps.',
    value: { low: 10_000, mid: 20_000, high: 50_000 },
    unit: 'sockets/process',
    conditions: '1 GB of memory and little state per socket',
    source:
      'https://medium.com/@alexhultman/millions-of-active-websockets-with-node-js-7dc575746a01',
    retrieved,
    grade: 'secondary',
  },
  'idempotency.keep': {
    says: 'Keep idempotency keys at least 24 h, at most 255 characters; other parameters are an error.',
    value: 86_400,
    unit: 's',
    conditions: 'Payment APIs; others keep 30 min to 72 h',
    source: 'https://docs.stripe.com/idempotency',
    retrieved,
    grade: 'published',
  },
  'node.hello': {
    says: 'Requests a second of one Fastify process that does nothing else.',
    value: { low: 23_206, mid: 48_397, high: 78_956 },
    unit: 'requests/s',
    conditions: 'No database; 2-vCPU runner (low) to a workstation (high)',
    source:
      'https://www.github.com/geut/fastify-benchmarks ; https://gist.github.com/delvedor/8eeb96d3223f8d8d1f2fa40dae42fa9d',
    retrieved,
    grade: 'published',
  },
} as const satisfies RuleTable
