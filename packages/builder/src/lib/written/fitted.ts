const width = 100

/** Items between brackets: on one line where it fits, else one a line, as the formatter would. */
export function fitted(open: string, items: readonly string[], close: string, depth = 0): string {
  const inner = open === '{' ? ` ${items.join(', ')} ` : items.join(', ')
  const line = `${open}${inner}${close}`
  const room = width - depth - 40 // what stands before and behind the brackets
  if (line.length <= room && !line.includes('\n')) return line
  const indent = ' '.repeat(depth + 2)
  return `${open}\n${items.map((item) => `${indent}${item},`).join('\n')}\n${' '.repeat(depth)}${close}`
}
