import { findImports } from './imports.ts'
import type { Finding, SourceFile } from './sources.ts'

/** Files that import one another in a circle, at run time or through types. */
export function checkCycles(files: readonly SourceFile[], root: string): Finding[] {
  const known = new Set(files.map(({ path }) => path))
  const graph = new Map(
    files.map((file) => {
      const targets = findImports(file, root).flatMap(({ to }) => (to && known.has(to) ? [to] : []))
      return [file.path, targets] as const
    }),
  )
  return findCycles(graph).map((cycle) => {
    const [first = ''] = cycle
    return { file: first, line: 1, problem: `import cycle: ${[...cycle, first].join(' → ')}` }
  })
}

/** One cycle for each file where a walk along the imports comes back to a file it is inside of. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = []
  const finished = new Set<string>()
  const walk = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file)
    if (start >= 0) cycles.push(trail.slice(start))
    if (start >= 0 || finished.has(file)) return
    for (const next of graph.get(file) ?? []) walk(next, [...trail, file])
    finished.add(file)
  }
  for (const file of graph.keys()) walk(file, [])
  return cycles
}
