/** The name as a table or a column has it: "OrderLine" is order_line. */
export function snake(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .slice(0, longest)
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '')
  if (!/^[a-z]/.test(words[0] ?? '')) words.unshift('item')
  return words.join('_')
}

/** PostgreSQL cuts names at 63 bytes; an index has its table's name and more. */
const longest = 40
