import type { Deployable, Design } from '@archwright/model'

import { endpoints } from '../process-face.ts'
import { identifiers } from '../text/mermaid.ts'
import { quantity } from '../text/quantity.ts'
import { type Arrow, type Box, flowchart } from './c4.ts'
import { cacheServers, callers, outsideSystems, publicStyles } from './parts.ts'

/** Where it runs: each replica with its share of cores and memory, each store with its copies. */
export function deploymentDiagram(design: Design): string {
  const people = callers(design)
  const outside = outsideSystems(design)
  const ids = identifiers(
    'node',
    design.deployables.map(({ name }) => name),
  )
  const tiers = design.deployables.map((each) => replicas(each, ids.get(each.name) ?? ''))
  const kept = storeCopies(design)
  const cached = cacheServers(design)
  const balancer: Box = {
    id: 'balancer',
    kind: 'system',
    name: 'Load balancer',
    type: 'TLS, health checks',
    description: `Sends to replicas that answer ${endpoints.ready}`,
  }
  const spread = design.deployables.some((each) => each.replicas > 1)
  const entry = spread ? [balancer] : tiers.flat().slice(0, 1)
  return flowchart({
    direction: 'LR',
    boxes: [...people, ...(spread ? [balancer] : []), ...outside],
    frames: [
      ...design.deployables.map(({ name, replicas: count }, index) => ({
        id: `tier_${index + 1}`,
        title: `${name} × ${count}`,
        boxes: tiers[index] ?? [],
      })),
      { id: 'data', title: 'Data', boxes: [...kept.flat(), ...cached] },
    ],
    arrows: [
      ...people.flatMap(({ id }) =>
        entry.map((to) => ({ from: id, to: to.id, label: publicStyles(design) })),
      ),
      ...(spread ? tiers.flat().map(({ id }) => ({ from: balancer.id, to: id, label: '' })) : []),
      ...tiers.flat().flatMap(({ id }) =>
        [...kept.flatMap((all) => all.slice(0, 1)), ...cached].map((to) => ({
          from: id,
          to: to.id,
          label: '',
        })),
      ),
      ...kept.flatMap(replication),
      ...outside.flatMap(({ id }) =>
        tiers.map((tier) => ({ from: tier[0]?.id ?? '', to: id, label: '' })),
      ),
    ],
  })
}

function replicas(
  { name, replicas: count, coresPerReplica, memoryMb, poolSize }: Deployable,
  id: string,
): Box[] {
  return Array.from({ length: Math.min(count, drawnReplicas) }, (_, index) => ({
    id: `${id}_${index + 1}`,
    kind: 'process',
    name:
      index + 1 === drawnReplicas && count > drawnReplicas
        ? `${name} ${index + 1} to ${count}`
        : `${name} ${index + 1}`,
    type: `${quantity(coresPerReplica, 'cores')}, ${quantity(memoryMb, 'MB')}`,
    description: `${poolSize} database connections`,
  }))
}

const drawnReplicas = 4

function storeCopies({ stores }: Design): Box[][] {
  const ids = identifiers(
    'store',
    stores.map(({ name }) => name),
  )
  return stores.map((store) =>
    Array.from({ length: store.replicas }, (_, index) => ({
      id: `${ids.get(store.name)}_${index + 1}`,
      kind: 'store',
      name: `${store.name} ${index === 0 ? 'primary' : 'standby'}${index > 1 ? ` ${index}` : ''}`,
      type: store.engine,
      description: index === 0 ? '' : 'Takes over when the primary fails',
    })),
  )
}

function replication([primary, ...standbys]: Box[]): Arrow[] {
  if (!primary) return []
  return standbys.map(({ id }) => ({
    from: primary.id,
    to: id,
    label: 'replication',
    dashed: true,
  }))
}
