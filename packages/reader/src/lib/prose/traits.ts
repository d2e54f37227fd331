import type { Vocabulary } from './recognizer.ts'

/** Properties that a brief asks of the whole system, rather than things it does. */
export const traits: readonly Vocabulary[] = [
  {
    name: 'e-commerce',
    phrases:
      'e commerce, ecommerce, online shop*, online store*, web shop*, webshop*, storefront*, online retailer*, shop, retailer, store for',
  },
  {
    name: 'high-traffic',
    phrases:
      'high traffic, high user traffic, heavy traffic, high load, high volume, high throughput, very high throughput, massive, huge crowds, sudden crowds, flood, at scale, large scale, millions of users, millions of phones, millions per second, hundreds of thousands per second',
  },
  {
    name: 'spiky',
    phrases:
      'spike*, spiky, burst*, peak*, flash sale*, black friday, unpredictable, busy periods, sudden, launch day, ticket drop*',
  },
  {
    name: 'realtime',
    phrases:
      'real time, realtime, live, at once, instantly, immediately, the moment they occur, in moments, within moments, as they happen, push to',
  },
  {
    name: 'low-latency',
    phrases:
      'low latency, low delay, very low delay, minimal delay, fast, as fast as possible, quick, quickly, responsive, predictable and very low',
  },
  {
    name: 'high-availability',
    phrases:
      'highly available, high availability, always available, must stay up, always on, fault toleran*, no downtime, zero downtime, failover*, never go down, may not become a single point of failure, single point of failure',
  },
  {
    name: 'no-loss',
    phrases:
      'must never lose, never lose, never lost, no data loss, must not lose, may be lost, not be lost, durable, durably, kept forever, must not be missed',
  },
  {
    name: 'no-duplicates',
    phrases:
      'exactly once, never be charged twice, charged twice, no duplicates, must never get the same, never a second, only once, twice must, anything twice, take effect twice, idempoten*, arrive twice',
  },
  {
    name: 'eventual-is-fine',
    phrases:
      'eventual, eventually, eventual is fine, may lag, may be stale, slightly old, a little later, a short delay, showing a little late, need not be instant, do not have to be live, slightly stale, can be repaired later, acceptable, is fine, tolerable, does no harm, not a disaster',
  },
  {
    name: 'strong-consistency',
    phrases:
      'strongly consistent, strong consistency, always consistent, see it at once, succeed or fail together, all or nothing, precisely the state',
  },
  {
    name: 'read-heavy',
    phrases:
      'reads outnumber writes, reads far outnumber writes, read heavy, mostly read, read often, edited rarely and read everywhere, popular queries',
  },
  {
    name: 'write-heavy',
    phrases: 'writes outnumber reads, write heavy, writes never stop, flow in without pause',
  },
  {
    name: 'multi-region',
    phrases:
      'multi region, multiple regions, several continents, around the world, worldwide, globally, global, several countries, everywhere in the world, data centres, data centers',
  },
  {
    name: 'isolation',
    phrases:
      'never see another, must not slow down, isolat*, noisy neighbo*, private, must not reach into, must not hold up, trouble with one',
  },
  {
    name: 'no-operations-staff',
    phrases:
      'no operations staff, nobody wants to look after, no machines for us to run, would rather not run, managed building blocks, ready made services, serverless, managed service*',
  },
  {
    name: 'low-cost',
    phrases:
      'as little as possible, low cost, cheap, cheaply, as little set up, price stays low, small budget, cost effective',
  },
  {
    name: 'proof-of-concept',
    phrases:
      'proof of concept, prototype, try out an idea, mvp, one or two users, small group of colleagues, starting a web application',
  },
  {
    name: 'small-team',
    phrases: 'small team, one team, small web team, one person, two pizza, few engineers',
  },
  {
    name: 'growth',
    phrases: 'grow, grows, growth, growing, scale out, adding machines, easy to extend',
  },
  {
    name: 'secure',
    phrases:
      'secure*, security, encrypt*, gdpr, hipaa, pci*, personal data, sensitive, permission*, fine permissions, allowed or denied, only permitted callers, right role, full rights, limited rights, restricted access',
  },
  { name: 'mobile-clients', phrases: 'mobile, phone, phones, ios, android, app, apps' },
  {
    name: 'web-clients',
    phrases: 'web application, web app, web page, browser*, desktop web, single page app*',
  },
  {
    name: 'retries',
    phrases:
      'retry, retries, tried again, try again, send again, sends again, sent again, resend*, send the same request again, growing intervals',
  },
  {
    name: 'outages',
    phrases:
      'outage*, crash*, time out, times out, timeouts, is down, be down, often down, slow or fails, failing machine, hiccup*, restarts midway, unreliable networks, flaky networks, not reachable',
  },
  {
    name: 'ordering',
    phrases: 'in the order sent, in order of arrival, ordered delivery, strict order',
  },
  {
    name: 'independent-parts',
    phrases:
      'developed and scaled separately, scaled separately, separate services, separate teams, own deployment, different systems, own data, another service, many services, several of our services, independently, each at its own pace, many independent readers',
  },
  {
    name: 'replay',
    phrases:
      'replay*, rebuild the state, from an earlier point, ask for past ones again, kept so that we can say, rebuild',
  },
  {
    name: 'paging',
    phrases: 'walk through results in portions, paged, pagination, filter by, sort, sorted',
  },
  {
    name: 'versioning',
    phrases:
      'old clients must keep working, new version beside, versions, api version*, backward compatib*',
  },
]

/** Words that show that a text is about a system at all. */
export const systemWords: readonly Vocabulary[] = [
  {
    name: 'system',
    phrases:
      'system, systems, service, services, backend, back end, platform, application, applications, api, apis, server, servers, website, site, software, database, databases, data, users, customers, interface, microservice*, marketplace, product, tool, portal, saas, program, requests, storage, record, records, client, clients',
  },
]
