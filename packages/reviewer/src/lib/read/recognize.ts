import type { TreeDocument } from './tree-document.ts'
import { fieldsOf, textOf } from './value.ts'

export type TreeKind = 'openapi' | 'asyncapi' | 'compose' | 'kubernetes' | 'design'

/** Words at the start of a line, or keys in JSON, without which a document is none of ours. */
export const worthParsing =
  /^[\s{]*["']?(openapi|asyncapi|services|apiVersion|deployables|design)["']?\s*:/m

/** What a document is, by what it holds. */
export function recognize({ value }: TreeDocument): TreeKind | undefined {
  const root = fieldsOf(value)
  if (/^3\./.test(textOf(root.openapi)) && root.paths) return 'openapi'
  if (/^[23]\./.test(textOf(root.asyncapi))) return 'asyncapi'
  if (textOf(root.apiVersion) && textOf(root.kind)) return 'kubernetes'
  const services = Object.values(fieldsOf(root.services)).map(fieldsOf)
  if (services.some(({ image, build }) => image || build)) return 'compose'
  const design = fieldsOf(root.design ?? root)
  if (design.deployables && design.decisions) return 'design'
  return undefined
}
