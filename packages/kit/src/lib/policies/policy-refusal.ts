import { builtIn, Failure } from '../contract/failure.ts'

/** Refused by policies, or by the want of one. The caller is told no more than a policy itself says. */
export class PolicyRefusal extends Failure {
  readonly #policies: readonly string[]

  /** @param policies names of those that decided it */
  constructor(policies: readonly string[], says: string | undefined) {
    const { code, kind, message } = builtIn('FORBIDDEN')
    super(code, kind, { says: says ?? message })
    this.#policies = policies
  }

  /** Which policies decided it, for those who may know. */
  get decidedBy(): string {
    return this.#policies.join(', ') || 'no policy permits it'
  }
}
