import type { RecentTrace } from './recent-traces.ts'
import { isLocal, type Span } from './span.ts'

/** A span where it stands in its trace. */
export interface Branch {
  readonly span: Span
  /** 0 for what hangs on nothing that is known here. */
  readonly depth: number
}

/** The spans of a trace, each behind what it is a part of, in the order in which they began. */
export function treeOf({ spans }: RecentTrace): Branch[] {
  const ids = new Set(spans.map(({ id }) => id))
  const children = Map.groupBy(spans, (span) => {
    const parent = parentIdOf(span)
    return parent !== undefined && ids.has(parent) ? parent : undefined
  })
  const branches = (parent: string | undefined, depth: number): Branch[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .flatMap((span) => [{ span, depth }, ...branches(span.id, depth + 1)])
  return branches(undefined, 0)
}

function parentIdOf({ parent }: Span): string | undefined {
  return isLocal(parent) ? parent.id : parent?.spanId
}
