/** Never written, wherever they stand in a logged object. */
export const secretFields: readonly string[] = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'bearer',
  'credentials',
  'apiKey',
  'set-cookie',
  'cart-secret',
]

const deepest = 8

/** The same without what stands in fields of these names; errors are left to those who describe them. */
export function redact(
  value: unknown,
  names: Pick<ReadonlySet<string>, 'has'>,
  depth = 0,
): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (depth === deepest) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => redact(item, names, depth + 1))
  if (value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      names.has(name) ? '[redacted]' : redact(item, names, depth + 1),
    ]),
  )
}
