/** "catalog.getProduct" → "catalogGetProduct": a field of Query, Mutation or Subscription. */
export function fieldNameOf(name: string): string {
  const pascal = typeNameOf(name)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}

/** "catalog.getProduct" → "CatalogGetProduct". Titles keep their capitals. */
export function typeNameOf(text: string): string {
  const pascal = text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  return /^\d/.test(pascal) ? `_${pascal}` : pascal
}

/** "order-confirmed" → "ORDER_CONFIRMED", as the names of enum values are written; "-added" → "ADDED_DESC". */
export function valueNameOf(value: string): string {
  const [, minus, rest = value] = /^(-)(\w.*)$/.exec(value) ?? []
  const words = rest.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]+/g, '_')
  const name = `${words.toUpperCase()}${minus ? '_DESC' : ''}`
  return /^[A-Z_]/.test(name) ? name : `_${name}`
}

/** Whether GraphQL can call a field so; two underscores are its own. */
export function isFieldName(name: string): boolean {
  return /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/.test(name)
}
