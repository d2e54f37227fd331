import type { ReadAs } from './reading.ts'

/** "A team of six", "a 4-person team", "the three of us". */
export const readTeam: ReadAs = ({ tokens, amount }) => {
  const to = endOfTeam(
    tokens.slice(Math.max(0, amount.from - 2), amount.from).map(({ text }) => text),
    tokens.slice(amount.to, amount.to + 4).map(({ text }) => text),
  )
  if (to === undefined) return undefined
  return {
    kind: 'count',
    unit: 'engineers',
    canonical: (value) => value,
    about: 'engineers',
    from: amount.from,
    to: amount.to + to,
  }
}

// How many tokens after the number belong to it.
function endOfTeam(before: readonly string[], after: readonly string[]): number | undefined {
  const [next = '', second = '', third = '', fourth = ''] = after
  if (
    before.join(' ') === 'team of' &&
    !/^(?:engineer|developer|programmer|people|person)/.test(next)
  )
    return 0
  if (next === 'of' && second === 'us') return 2
  if (next === '-' && /^(?:person|man|people|member)$/.test(second) && third === 'team') return 3
  if (next === 'person' && second === 'team') return 2
  return next === '-' && second === 'person' && fourth === 'team' ? 4 : undefined
}
