import type { Design } from '@archwright/model'

import { type Arrow, type Box, flowchart } from './c4.ts'
import {
  arrowsBetween,
  cacheServers,
  callers,
  entrance,
  frontEnds,
  hasOwnDatabases,
  oldSystem,
  outsideSystems,
  policyOf,
  processes,
  publicStyles,
  stores,
} from './parts.ts'

/** C4 level 2: the processes and stores inside the system, and who speaks to whom. */
export function containerDiagram(design: Design): string {
  const people = callers(design)
  const inside = processes(design)
  const kept = stores(design)
  const cached = cacheServers(design)
  const outside = outsideSystems(design)
  const door = entrance(design)
  const fronts = frontEnds(design)
  const old = oldSystem(design)
  return flowchart({
    direction: 'LR',
    boxes: [...people, ...outside, ...old],
    frames: [
      {
        id: 'boundary',
        title: design.title,
        boxes: [...door, ...fronts, ...inside, ...kept, ...cached],
      },
    ],
    arrows: [
      ...entering(design, { people, door, fronts, inside }),
      ...arrowsBetween(door, old, 'what has not moved yet'),
      ...callsBetween(design, inside),
      ...arrowsBetween(inside, kept, ownership(design)),
      ...arrowsBetween(inside, cached, 'reads before the store'),
      ...outside.flatMap((box, index) => outsideCalls(design, inside, box, index)),
    ],
  })
}

interface Way {
  people: readonly Box[]
  door: readonly Box[]
  fronts: readonly Box[]
  inside: readonly Box[]
}

/** From the callers to the processes: through the gateway and the backends of front ends, where there are any. */
function entering(design: Design, { people, door, fronts, inside }: Way): Arrow[] {
  const spoken = publicStyles(design)
  if (door.length === 0) return arrowsBetween(people, inside, spoken)
  return [
    ...arrowsBetween(people, door, spoken),
    ...arrowsBetween(door, fronts, 'checked calls'),
    ...arrowsBetween(fronts.length > 0 ? fronts : door, inside, 'calls with a deadline'),
  ]
}

const ownership = (design: Design) =>
  hasOwnDatabases(design) ? 'SQL, a database per service' : 'SQL, a schema per module'

function callsBetween({ deployables, modules }: Design, inside: readonly Box[]): Arrow[] {
  const home = (module: string) => deployables.findIndex((each) => each.modules.includes(module))
  const pairs = modules.flatMap(({ name, calls }) =>
    calls.map((called) => [home(name), home(moduleOf(called))] as const),
  )
  const crossing = pairs.filter(([from, to]) => from !== to && from >= 0 && to >= 0)
  const distinct = new Set(crossing.map(([from, to]) => `${from} ${to}`))
  return [...distinct].map((pair) => {
    const [from = 0, to = 0] = pair.split(' ').map(Number)
    return {
      from: inside[from]?.id ?? '',
      to: inside[to]?.id ?? '',
      label: 'calls with a deadline',
    }
  })
}

function outsideCalls(design: Design, inside: readonly Box[], box: Box, index: number): Arrow[] {
  const name = design.brief.dependencies[index]?.name ?? ''
  const modules = new Set(callersOf(design, name))
  const homes = inside.filter((_, at) =>
    design.deployables[at]?.modules.some((each) => modules.has(each)),
  )
  return arrowsBetween(
    homes.length > 0 ? homes : inside.slice(0, 1),
    [box],
    policyOf(design, index),
  )
}

/** Modules that call an outside system, by the brief's operations and the saga steps. */
export function callersOf(design: Design, dependency: string): string[] {
  const byOperation = design.brief.operations
    .filter(({ calls }) => calls.includes(dependency))
    .map(({ name }) => moduleOf(name))
  const byStep = design.sagas
    .flatMap(({ steps }) => steps)
    .filter((step) => step.dependency === dependency)
    .map(({ module }) => module)
  const named = new Set([...byStep, ...byOperation])
  return design.modules.map(({ name }) => name).filter((name) => named.has(name))
}

/** "inventory" of "inventory.reserve". */
export function moduleOf(operation: string): string {
  return operation.split('.')[0] ?? operation
}
