import type { Variable, Workload } from './system.ts'

const databases =
  /(^|[/-])(postgres|postgresql|postgis|pgvector|timescaledb|mysql|mariadb|percona|mongo|mongodb|cockroach|mssql|oracle|sqlserver|cassandra|neo4j|couchdb)([-:@/]|$)/i
const others =
  /(^|[/-])(redis|valkey|memcached|rabbitmq|kafka|zookeeper|nats|activemq|redpanda|pulsar|elasticsearch|opensearch|kibana|logstash|minio|clickhouse|prometheus|alertmanager|grafana|loki|tempo|promtail|fluentd?|fluent-bit|vector|jaeger|zipkin|opentelemetry-collector\S*|otel-collector|collector|nginx|traefik|envoy|caddy|haproxy|mailhog|mailpit|maildev|adminer|pgadmin4?|phpmyadmin|mongo-express|localstack|keycloak|vault|consul|busybox|alpine|curl|pgbouncer|cadvisor|node-exporter|\w+-exporter|swagger-ui|selenium|flagd|wordpress|matomo|nextcloud|electric|debezium|hasura|postgrest|metabase|superset|cube|gitea|plex)([-:@/]|$)/i
const helpers =
  /migrat|backup|seed|init|admin|exporter|studio|load-?(test|gen|generator)|simulator|^virtual-|k6|locust|test|mock|^load$/i

/** A database or a tool that everybody knows by this name. */
export const isPublicImage = (image: string) => databases.test(image) || others.test(image)

export type Part = 'service' | 'database' | 'other'

/** What a workload is: one of ours, a database, or something else that is bought. */
export function partOf({ image, build, name, isInit, kind, containerName }: Workload): Part {
  // An image built here is named by its service.
  const what = build ? name : image
  if (databases.test(what)) return 'database'
  if (others.test(what)) return 'other'
  if (isInit || kind === 'Job' || helpers.test(name) || helpers.test(containerName)) return 'other'
  return build || image ? 'service' : 'other'
}

/** What is built and released as one: the same Dockerfile, or images that differ in their role only. */
export function releaseOf({ image, build }: Workload): string {
  const repository = image.replace(/[:@][^/]*$/, '')
  return (
    build ??
    repository.replace(/-(web|worker|api|server|backend|scheduler|jobs?|cron|migrations?)$/, '')
  )
}

export interface DatabaseUse {
  workload: Workload
  variable: Variable
  /** "orders-db/orders": host and name of the database. */
  database: string
}

const connection =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|sqlserver)(?:\+\w+)?:\/\/(?:[^@/\s]*@)?([\w.-]+)(?::\d+)?(?:\/([\w-]+))?/i

/** The databases that the services' environments name. */
export function databaseUses(workloads: readonly Workload[]): DatabaseUse[] {
  return workloads
    .filter((workload) => partOf(workload) === 'service')
    .flatMap((workload) => {
      const inUrl = workload.variables.flatMap((variable) => {
        const [, host, name] =
          connection.exec(variable.value.replace(/\$\{\w+(:?-([^}]*))?\}/g, '$2')) ?? []
        return host ? [{ workload, variable, database: name ? `${host}/${name}` : host }] : []
      })
      return inUrl.length > 0 ? inUrl : hostUses(workload, workloads)
    })
}

/** DB_HOST beside DB_NAME. */
function hostUses(workload: Workload, workloads: readonly Workload[]): DatabaseUse[] {
  const stores = workloads
    .filter((each) => partOf(each) === 'database')
    .flatMap(({ hosts }) => [...hosts])
  return workload.variables.flatMap((variable) => {
    const [host = ''] = variable.value.split(':')
    if (!/HOST|SERVER|ADDR|ENDPOINT/i.test(variable.name) || !stores.includes(host)) return []
    const name = workload.variables.find(
      ({ name }) => /(DB|DATABASE)(_?NAME)?$|_DB$/i.test(name) && !/HOST/i.test(name),
    )
    return [{ workload, variable, database: name?.value ? `${host}/${name.value}` : host }]
  })
}

/** Which service calls which, by the addresses in their environments. */
export function callsBetween(workloads: readonly Workload[]): Map<Workload, Workload[]> {
  const services = workloads.filter((workload) => partOf(workload) === 'service')
  return new Map(
    services.map((caller) => {
      const called = services.filter(
        (other) =>
          releaseOf(other) !== releaseOf(caller) &&
          caller.variables.some(({ value }) => names(value, other)),
      )
      return [caller, called]
    }),
  )
}

/** "http://orders:8080", "orders:50051": a host with a scheme or a port. */
function names(value: string, { hosts }: Workload): boolean {
  const [, scheme = '', host = '', port = ''] =
    /^(\w+:\/\/)?([\w.-]+)(:\d+|:\$\{\w+\})?(\/.*)?$/.exec(value) ?? []
  return (scheme !== '' || port !== '') && hosts.has(host.split('.')[0] ?? '')
}

/** The longest way over calls without passing a service twice. */
export function longestChain(calls: ReadonlyMap<Workload, readonly Workload[]>): Workload[] {
  let longest: Workload[] = []
  const known = new Map<Workload, Workload[]>()
  const from = (workload: Workload, above: readonly Workload[]): Workload[] => {
    const cached = known.get(workload)
    if (cached) return cached
    let best: Workload[] = []
    for (const next of calls.get(workload) ?? []) {
      if (above.includes(next)) continue
      const chain = from(next, [...above, workload])
      if (chain.length > best.length) best = chain
    }
    const chain = [workload, ...best]
    known.set(workload, chain)
    return chain
  }
  for (const workload of calls.keys()) {
    const chain = from(workload, [])
    if (chain.length > longest.length) longest = chain
  }
  return longest
}
