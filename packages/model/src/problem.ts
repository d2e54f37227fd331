/** A fault in what the user gave us: what is wrong, where, and what would be right. */
export interface Problem {
  /** "operations[2].ratePerSecond", "line 12", "characters 40-52", "--out". */
  where: string
  what: string
  right: string
}

/** Thrown for bad input; the command prints its problems and exits with 2. */
export class InputError extends Error {
  override name = 'InputError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ where, what, right }) => `${where}: ${what}; ${right}`).join('\n'))
    this.problems = problems
  }
}
