export { readBrief } from './lib/read-brief.ts'
export { type ReadOptions, readProse } from './lib/read-prose.ts'
export { type QuantityKind, readQuantity } from './lib/yaml/quantities.ts'
