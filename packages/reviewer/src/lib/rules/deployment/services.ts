import { callsBetween, databaseUses, longestChain, partOf, releaseOf } from '../../read/topology.ts'
import type { Rule } from '../../rule.ts'

export const sharedDatabase: Rule<'deployment'> = {
  id: 'shared-database',
  severity: 'warning',
  title: 'Services that share a database',
  why: 'Each can break the other by a change of a table, a lock or a full disk: they are one system that is deployed in pieces.',
  instead:
    'Give each service its own schema that nobody else reads, or make the services one; ask the owner by its contract.',
  source:
    'Newman, Monolith to Microservices, ch. 4 The Shared Database; Richardson, microservices.io, Database per service',
  *find({ workloads }) {
    const uses = Map.groupBy(databaseUses(workloads), ({ database }) => database)
    for (const [database, users] of uses) {
      const releases = new Set(users.map(({ workload }) => releaseOf(workload)))
      const [first] = users
      if (releases.size < 2 || !first) continue
      const names = Array.from(new Set(users.map(({ workload }) => workload.name)))
      const { file, at } = first.variable
      yield { file, at, message: `${names.join(', ')} share the database ${database}` }
    }
  },
}

const longChain = 4

export const synchronousChain: Rule<'deployment'> = {
  id: 'synchronous-chain',
  severity: 'warning',
  title: 'A chain of calls, each waiting for the next',
  why: 'Availabilities multiply and latencies add: four services of 99.9 % in a row give 99.6 %, a fault of any of them is a fault of all.',
  instead:
    'Join the services that cannot answer without one another, or let them keep what they need from events.',
  source:
    'Nygard, Release It!, 2nd ed., ch. 4 Cascading Failures; Newman, Building Microservices, 2nd ed., ch. 4',
  *find({ workloads }) {
    const chain = longestChain(callsBetween(workloads))
    const [first] = chain
    if (chain.length < longChain || !first) return
    const { file, at } = first
    yield {
      file,
      at,
      message: `${chain.map(({ name }) => name).join(' → ')}: ${chain.length - 1} calls, each waiting for the next`,
    }
  },
}

export const callCycle: Rule<'deployment'> = {
  id: 'call-cycle',
  severity: 'warning',
  title: 'Services that call each other',
  why: 'Neither starts, is released or recovers without the other; a distributed monolith has the costs of both kinds.',
  instead: 'Turn one of the directions into an event, or make the two one service.',
  source:
    'Newman, Building Microservices, 2nd ed., ch. 2 (coupling); Martin, Acyclic Dependencies Principle',
  *find({ workloads }) {
    const calls = callsBetween(workloads)
    const seen = new Set<string>()
    for (const [caller, called] of calls) {
      for (const other of called) {
        const pair = [caller.name, other.name].sort().join(' and ')
        if (!calls.get(other)?.includes(caller) || seen.has(pair)) continue
        seen.add(pair)
        yield { file: caller.file, at: caller.at, message: `${pair} call each other` }
      }
    }
  },
}

const fewServices = 5

export const servicesWithoutTeams: Rule<'deployment'> = {
  id: 'services-without-teams',
  severity: 'note',
  title: 'More services than teams',
  why: 'Services let teams release alone; where one team owns many, it pays for network, versions and operation and gets nothing for it.',
  instead:
    'Begin with one deployable of modules with contracts; split where a team, a scale or a risk of its own asks for it.',
  source:
    'Fowler, MonolithFirst; Skelton and Pais, Team Topologies; Newman, Monolith to Microservices, ch. 1',
  *find({ workloads }, { teams }) {
    const services = workloads.filter((workload) => partOf(workload) === 'service')
    const releases = new Set(services.map(releaseOf))
    const [first] = services
    if (releases.size <= fewServices || !first || (teams !== undefined && teams >= releases.size))
      return
    const owners =
      teams === undefined
        ? 'no CODEOWNERS says which team owns which'
        : `CODEOWNERS names ${teams} owners`
    yield {
      file: first.file,
      at: first.at,
      message: `${releases.size} services are deployed from here; ${owners}`,
    }
  },
}

const collectors =
  /(^|[/-])(fluentd?|fluent-bit|logstash|loki|promtail|vector|prometheus|grafana|jaeger\S*|opentelemetry-collector\S*|otel-collector)([-:@/]|$)/i

export const seenByNobody: Rule<'deployment'> = {
  id: 'no-alerts',
  severity: 'note',
  title: 'Everything is collected and nothing alerts',
  why: 'Telemetry that wakes nobody is read after customers complain.',
  instead:
    'Define a few alerts on what users notice: error ratio and latency against an objective, by burn rate.',
  source: 'Google, The Site Reliability Workbook, ch. 5 Alerting on SLOs',
  *find({ workloads }, { hasAlerts }) {
    const collector = workloads.find(({ image, build }) => !build && collectors.test(image))
    const services = workloads.filter((workload) => partOf(workload) === 'service')
    if (!collector || hasAlerts || services.length === 0) return
    const { file, imageAt, image } = collector
    yield {
      file,
      at: imageAt,
      message: `${image} collects, and no alert is defined in what was reviewed`,
    }
  },
}
