import type { Design } from '@archwright/model'

import { identifiers } from '../text/mermaid.ts'
import { type Arrow, type Box, flowchart } from './c4.ts'
import { moduleOf } from './container.ts'

/** The modules inside each process: solid arrows are calls, dashed ones events. */
export function moduleDiagram(design: Design): string {
  const ids = identifiers(
    'module',
    design.modules.map(({ name }) => name),
  )
  const box = (name: string): Box => ({
    id: ids.get(name) ?? '',
    kind: 'module',
    name,
    type: `Module: schema ${name}`,
    description: design.modules.find((each) => each.name === name)?.responsibility ?? '',
  })
  const placed = new Set(design.deployables.flatMap(({ modules }) => modules))
  const known = (names: readonly string[]) => names.filter((name) => ids.has(name))
  return flowchart({
    direction: 'LR',
    boxes: design.modules.filter(({ name }) => !placed.has(name)).map(({ name }) => box(name)),
    frames: design.deployables.map(({ name, modules }, index) => ({
      id: `process_${index + 1}`,
      title: `Process ${name}`,
      boxes: known(modules).map(box),
    })),
    arrows: [...calls(design, ids), ...events(design, ids)],
  })
}

function calls({ modules, sagas }: Design, ids: Map<string, string>): Arrow[] {
  const bySaga = sagas.flatMap(({ starts, steps }) =>
    steps.map(({ module }) => [moduleOf(starts), module] as const),
  )
  const declared = modules.flatMap(({ name, calls: called }) =>
    called.map((operation) => [name, moduleOf(operation)] as const),
  )
  const known = [...declared, ...bySaga].filter(
    ([from, to]) => from !== to && ids.has(from) && ids.has(to),
  )
  return distinctPairs(known).map(([from, to]) => ({
    from: ids.get(from) ?? '',
    to: ids.get(to) ?? '',
    label: '',
  }))
}

function events({ channels }: Design, ids: Map<string, string>): Arrow[] {
  const heard = channels.flatMap(({ from, to }) => to.map((each) => [from, each] as const))
  const known = heard.filter(([from, to]) => ids.has(from) && ids.has(to))
  return distinctPairs(known).map(([from, to]) => ({
    from: ids.get(from) ?? '',
    to: ids.get(to) ?? '',
    label: channels
      .filter((channel) => channel.from === from && channel.to.includes(to))
      .map(({ event }) => event.split('.').at(-1) ?? event)
      .join(', '),
    dashed: true,
  }))
}

function distinctPairs(
  pairs: readonly (readonly [string, string])[],
): (readonly [string, string])[] {
  const seen = new Set<string>()
  return pairs.filter(([from, to]) => {
    const key = JSON.stringify([from, to])
    return seen.has(key) ? false : seen.add(key)
  })
}
