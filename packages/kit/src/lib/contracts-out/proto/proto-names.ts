/** Names by the conventions that `buf lint` checks: lower_snake_case fields, PascalCase messages, UPPER_SNAKE_CASE values. */

/** orderId → order_id, ETag → e_tag, order-id → order_id. */
export function snakeCase(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase()
  if (words === '') throw new TypeError(`"${name}" has no letter or digit to name a field by`)
  return /^\d/.test(words) ? `n${words}` : words
}

/** order_id → OrderId. */
export function pascalCase(name: string): string {
  return snakeCase(name)
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

export function upperSnakeCase(name: string): string {
  return snakeCase(name).toUpperCase()
}

/** The name of an enum's value, whose sign matters: OrderSort, -placedAt → ORDER_SORT_MINUS_PLACED_AT. */
export function valueName(enumName: string, word: string): string {
  const signed = word.replace(/^-/, 'minus_').replace(/^\+/, 'plus_')
  return `${upperSnakeCase(enumName)}_${upperSnakeCase(signed)}`
}

/** What protobuf's JSON calls a field that says nothing else: order_id → orderId. */
export function jsonName(fieldName: string): string {
  return fieldName.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}
