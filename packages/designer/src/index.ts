export { design } from './lib/design.ts'
export { rules } from './lib/rules/catalog.ts'
