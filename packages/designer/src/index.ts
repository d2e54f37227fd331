export { design } from './lib/design.ts'
export { rules } from './lib/rules/catalog.ts'
export type { Variable } from './lib/variables.ts'
export { type Change, changeBrief } from './lib/what-if.ts'
