import type { Workload } from '../../read/system.ts'
import { isPublicImage, partOf } from '../../read/topology.ts'
import { fieldsOf, listOf, textOf } from '../../read/value.ts'
import type { Rule } from '../../rule.ts'
import { isPlaceholder, keyForms } from '../source/secrets.ts'

export const floatingImage: Rule<'deployment'> = {
  id: 'floating-image',
  severity: 'warning',
  title: 'An image without a version',
  why: 'Two machines, or the same one after a restart, run different programs under one name, and there is nothing to roll back to.',
  instead: 'Name a version, better a digest, and let a bot raise it.',
  source: 'Kubernetes documentation, Images; Docker documentation, Building best practices',
  *find({ workloads }) {
    const builtHere = new Set(workloads.flatMap(({ build, image }) => (build ? [image] : [])))
    for (const workload of workloads) {
      const { image, build, file, imageAt, from, container } = workload
      const isOwn = builtHere.has(image) || /^(never|build)$/.test(textOf(container.pull_policy))
      if (!image || build || isOwn || /\$|\{/.test(image)) continue
      // A bare name that is no public image is filled in by Kustomize or Skaffold.
      const isFilledIn = from === 'kubernetes' && !image.includes('/') && !isPublicImage(image)
      if (isFilledIn) continue
      const tag = /:([^/:@]+)(@|$)/.exec(image)?.[1]
      if (image.includes('@') || (tag && tag !== 'latest')) continue
      yield { file, at: imageAt, message: `${image} is whatever is newest on that day` }
    }
  },
}

/** Kubernetes containers that serve: not jobs, not init containers. */
function* servers(workloads: readonly Workload[]): Iterable<Workload> {
  for (const workload of workloads) {
    const serves = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(workload.kind)
    if (workload.from === 'kubernetes' && serves && !workload.isInit) yield workload
  }
}

export const missingProbe: Rule<'deployment'> = {
  id: 'missing-readiness',
  severity: 'warning',
  title: 'Traffic before the service can answer',
  why: 'Without a readiness probe each rollout and each restart sends requests to a process that still starts or already hangs.',
  instead:
    'Give the container a readinessProbe that asks whether it can serve, and a livenessProbe that asks only whether it lives.',
  source: 'Kubernetes documentation, Configure Liveness, Readiness and Startup Probes',
  *find({ workloads }) {
    for (const workload of servers(workloads)) {
      const { container, file, at, name, containerName } = workload
      const listens = listOf(container.ports).length > 0
      if (listens && !container.readinessProbe)
        yield { file, at, message: `${name}/${containerName} has no readinessProbe` }
    }
  },
}

export const missingLimits: Rule<'deployment'> = {
  id: 'missing-limits',
  severity: 'warning',
  title: 'A container that may take the whole machine',
  why: 'Without a memory limit one leak takes its neighbors down; without requests the scheduler puts it where there is no room.',
  instead: 'Set requests for CPU and memory and a limit for memory, from what was measured.',
  source: 'Kubernetes documentation, Resource Management for Pods and Containers',
  *find({ workloads }) {
    for (const { container, file, at, name, containerName } of servers(workloads)) {
      const { requests, limits } = fieldsOf(container.resources)
      const missing = [
        ...((fieldsOf(requests).cpu ?? fieldsOf(limits).cpu) ? [] : ['CPU request']),
        ...((fieldsOf(requests).memory ?? fieldsOf(limits).memory) ? [] : ['memory request']),
        ...(fieldsOf(limits).memory ? [] : ['memory limit']),
      ]
      if (missing.length > 0)
        yield { file, at, message: `${name}/${containerName} has no ${missing.join(', no ')}` }
    }
  },
}

export const singleReplica: Rule<'deployment'> = {
  id: 'single-replica',
  severity: 'note',
  title: 'A service with one copy',
  why: 'Each failure or drain of its node is an outage until another copy has started.',
  instead:
    'Two copies at least on different nodes with a PodDisruptionBudget, or say that the outage is accepted.',
  source:
    'Kubernetes documentation, Specifying a Disruption Budget; Google, Site Reliability Engineering, ch. 3',
  *find({ workloads }, { scaled }) {
    const seen = new Set<string>()
    for (const workload of servers(workloads)) {
      const { replicas } = fieldsOf(workload.spec.spec)
      const isOne = replicas === undefined || replicas === 1
      const counts = workload.kind === 'Deployment' && partOf(workload) === 'service'
      if (!isOne || !counts || scaled.has(workload.name) || seen.has(workload.name)) continue
      seen.add(workload.name)
      const { file, at, name } = workload
      yield {
        file,
        at,
        message: `${name} runs ${replicas === undefined ? 'one copy by default' : 'one copy'}`,
      }
    }
  },
}

export const missingHealthCheck: Rule<'deployment'> = {
  id: 'depends-without-health',
  severity: 'note',
  title: 'Started after something that may not be ready',
  why: 'depends_on waits for the container, not for the program in it: whether the start succeeds is a matter of luck.',
  instead:
    'Give the database a healthcheck and depend on `condition: service_healthy`; let the program retry as well.',
  source: 'Docker documentation, Control startup and shutdown order in Compose',
  *find({ workloads }) {
    const stores = new Set(
      workloads.filter((workload) => partOf(workload) === 'database').map(({ name }) => name),
    )
    for (const { from, container, file, at, name } of workloads) {
      if (from !== 'compose') continue
      const named = listOf(container.depends_on).map(textOf)
      const started = Object.entries(fieldsOf(container.depends_on))
        .filter(
          ([, value]) => (fieldsOf(value).condition ?? 'service_started') === 'service_started',
        )
        .map(([service]) => service)
      const waited = [...named, ...started].filter((service) => stores.has(service))
      if (waited.length > 0)
        yield { file, at, message: `${name} starts when ${waited.join(', ')} may not be ready` }
    }
  },
}

const secretName = /(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)$/i
const notSecret =
  /_(FILE|PATH|NAME|URL|URI|TTL|EXPIR\w*)$|CLUSTER_TOKEN|ALLOW_EMPTY|RANDOM_ROOT|PUBLIC/i

export const secretInDeployment: Rule<'deployment'> = {
  id: 'secret-in-deployment',
  severity: 'warning',
  title: 'A secret in a deployment file',
  why: 'Everybody who can read the repository has it, in every version ever committed; a copy of the file runs with the same one.',
  instead:
    'Compose: `secrets:` or a variable without default; Kubernetes: secretKeyRef to a Secret that is not in the repository.',
  source:
    'OWASP Secrets Management Cheat Sheet; Kubernetes documentation, Good practices for Secrets',
  *find({ workloads }) {
    for (const { variables } of workloads) {
      for (const { name, value, file, at } of variables) {
        const form = keyForms.find(([pattern]) => pattern.test(value))?.[1]
        const isNamed = secretName.test(name) && !notSecret.test(name) && value.length > 0
        const isLiteral = !/\$[{(\w]|^(true|false|yes|no|null|\d{1,2})$|^<|^\/run\/secrets/i.test(
          value,
        )
        if (isLiteral && (form || isNamed) && !(form === undefined && isPlaceholder(value)))
          yield {
            file,
            at,
            message: form ? `${name} holds ${form}` : `the value of ${name} is written here`,
          }
      }
    }
  },
}

export const openDatabase: Rule<'deployment'> = {
  id: 'open-database',
  severity: 'warning',
  title: 'A database open to the network',
  why: 'A published port listens on every address of the machine and passes by its firewall rules.',
  instead:
    'Publish nothing (services reach it by its name), or bind to this machine: "127.0.0.1:5432:5432".',
  source: 'Docker documentation, Packet filtering and firewalls; CIS Docker Benchmark 5.14',
  *find({ workloads }) {
    for (const workload of workloads) {
      const isStore =
        partOf(workload) === 'database' ||
        /(^|\/)(redis|valkey|memcached|elasticsearch)/.test(workload.image)
      if (workload.from !== 'compose' || !isStore) continue
      const open = listOf(workload.container.ports)
        .map(publishedPort)
        .find((port) => port !== '')
      const { file, at, name } = workload
      if (open) yield { file, at, message: `${name} is published as ${open} on all addresses` }
    }
  },
}

/** "5432:5432" when it binds to all addresses; empty otherwise. */
function publishedPort(port: unknown): string {
  const { published, host_ip: address, target } = fieldsOf(port)
  if (published) return address ? '' : `${textOf(published)}:${textOf(target)}`
  const text = textOf(port)
  return /^[\d-]+:[\d-]+(\/\w+)?$/.test(text) ? text : ''
}
