import type { Deployable, Design } from '@archwright/model'

import { endpoints } from '../process-face.ts'
import { identifiers } from '../text/mermaid.ts'
import { quantity } from '../text/quantity.ts'
import { type Arrow, type Box, flowchart } from './c4.ts'
import {
  arrowsBetween,
  cacheServers,
  callers,
  capitalized,
  outsideSystems,
  publicStyles,
} from './parts.ts'

/** Where it runs: each replica with its share of cores and memory, each store with its copies. */
export function deploymentDiagram(design: Design): string {
  const people = callers(design)
  const outside = outsideSystems(design)
  const tiers = replicasOf(design)
  const kept = storeCopies(design)
  const cached = cacheServers(design)
  const primaries = kept.flatMap((copies) => copies.slice(0, 1))
  const spread = design.deployables.some(({ replicas }) => replicas > 1)
  const balancer = balancerOf(design)
  const entry = spread ? [balancer] : tiers.flat().slice(0, 1)
  return flowchart({
    direction: 'LR',
    boxes: [...people, ...(spread ? [balancer] : []), ...outside, ...kept.flat(), ...cached],
    frames: design.deployables.map(({ name, replicas }, index) => ({
      id: `tier_${index + 1}`,
      title: `${name} × ${replicas}`,
      boxes: tiers[index] ?? [],
    })),
    arrows: [
      ...arrowsBetween(people, entry, publicStyles(design)),
      ...(spread ? arrowsBetween([balancer], tiers.flat(), '') : []),
      ...arrowsBetween(tiers.flat(), [...primaries, ...cached], ''),
      ...kept.flatMap(replication),
      ...tiers.flatMap((tier) => arrowsBetween(tier.slice(0, 1), outside, '')),
    ],
  })
}

const balancerOf = ({ gateway }: Design): Box => ({
  id: 'balancer',
  kind: 'system',
  name: capitalized(gateway.kind.replace(/^an? /, '')),
  type: 'TLS, health checks',
  description: `Sends to replicas that answer ${endpoints.ready}`,
})

function replicasOf({ deployables }: Design): Box[][] {
  const ids = identifiers(
    'node',
    deployables.map(({ name }) => name),
  )
  return deployables.map((each) => {
    const drawn = Math.min(each.replicas, drawnReplicas)
    return Array.from({ length: drawn }, (_, index) => ({
      id: `${ids.get(each.name)}_${index + 1}`,
      kind: 'process',
      name: replicaName(each, index + 1),
      type: `${quantity(each.coresPerReplica, 'cores')}, ${quantity(each.memoryMb, 'MB')}`,
      description: `${each.poolSize} database connections`,
    }))
  })
}

// The last one drawn stands for all that follow.
function replicaName({ name, replicas }: Deployable, position: number): string {
  return position === drawnReplicas && replicas > drawnReplicas
    ? `${name} ${position} to ${replicas}`
    : `${name} ${position}`
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
