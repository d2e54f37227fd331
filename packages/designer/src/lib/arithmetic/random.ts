/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** Uniform in (0, 1]. */
  next(): number
  /** Exponential with the given mean. */
  exponential(mean: number): number
}

/**
 * xoshiro128** of Blackman and Vigna (https://prng.di.unimi.it/xoshiro128starstar.c): 128 bits of state, period 2^128 − 1.
 * Seeded by an FNV-1a hash of the text, spread by splitmix32 as its authors advise.
 */
export function createRandom(seed: string): Random {
  let [a, b, c, d] = spread(hash(seed))
  const next = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return ((result >>> 0) + 1) / 2 ** 32
  }
  return { next, exponential: (mean) => -Math.log(next()) * mean }
}

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by))

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  }
  return sum
}

function spread(seed: number): [number, number, number, number] {
  let state = seed
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  return [next(), next(), next(), next()]
}
