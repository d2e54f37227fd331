import type { Brief } from '@archwright/model'

// A record, so that a key the model gains is missed here by the compiler; the schema itself is slow to load.
const keys: Record<keyof Brief, true> = {
  system: true,
  title: true,
  summary: true,
  prose: true,
  capabilities: true,
  actors: true,
  entities: true,
  operations: true,
  dependencies: true,
  objectives: true,
  team: true,
  constraints: true,
  existing: true,
  asks: true,
  concern: true,
  facts: true,
  assumptions: true,
  notUnderstood: true,
}

/** Every key that may stand at the left margin. */
export const topKeys: readonly string[] = Object.keys(keys)
