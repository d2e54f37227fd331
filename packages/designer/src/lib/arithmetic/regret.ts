/** How one option does in one possible world: the best that could have been had there, and what it is worth. */
export interface Outcome {
  best: number
  worth: number
  /** The world asks for more than the option can carry. */
  tooSmall: boolean
}

/** Under-provision hurts this many times as much as the same over-provision, and regret grows faster than what is lost. */
export interface RegretShape {
  under: number
  exponent: number
}

/** Mean regret of an option over possible worlds. */
export function meanRegret(outcomes: readonly Outcome[], { under, exponent }: RegretShape): number {
  const sum = outcomes.reduce((all, { best, worth, tooSmall }) => {
    const lost = Math.max(0, best - (tooSmall ? 0 : worth))
    return all + ((tooSmall ? under : 1) * lost) ** exponent
  }, 0)
  return sum / outcomes.length
}
