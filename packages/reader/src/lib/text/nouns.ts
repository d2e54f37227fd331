import { singularsOf } from './inflections.ts'

/** The singular of a noun: "categories" is "category"; what is no plural stays. */
export function singularOf(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s?$/, '')
  return singularsOf(plain)[0] ?? plain
}

/** The usual English plural of the last word of a name. */
export function pluralOf(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`
}

/** The name of a kind of thing: "price alert" is PriceAlert. */
export function typeName(words: readonly string[]): string {
  return words
    .flatMap((word) =>
      word
        .normalize('NFKD')
        .replace(/[^A-Za-z]+/g, ' ')
        .trim()
        .split(' '),
    )
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
