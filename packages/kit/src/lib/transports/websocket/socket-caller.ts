import { builtIn, Failure } from '../../contract/failure.ts'
import type { Authenticate, Credentials } from '../../dispatch/call.ts'
import { hasRole, type Principal } from '../../dispatch/principal.ts'
import type { Standing } from '../../feed/standing.ts'

export interface CallerParts {
  readonly authenticate: Authenticate
  readonly standing: Pick<Standing, 'check' | 'guard'>
}

/** Who is at the other end of a socket, for as long as it is open. */
export class SocketCaller {
  readonly #parts: CallerParts
  #credentials: Credentials
  #principal: Principal

  /** @throws Failure UNAUTHENTICATED for a bad token, or one whose session has ended */
  static async meet(parts: CallerParts, bearer: string | undefined): Promise<SocketCaller> {
    const credentials = bearer === undefined ? {} : { bearer }
    return new SocketCaller(parts, credentials, await prove(parts, credentials))
  }

  private constructor(parts: CallerParts, credentials: Credentials, principal: Principal) {
    this.#parts = parts
    this.#credentials = credentials
    this.#principal = principal
  }

  get bearer(): string | undefined {
    return this.#credentials.bearer
  }

  /** Takes a new token of the same caller, for calls to come and for what is followed; a guest may become anybody. */
  async authenticate(bearer: unknown): Promise<Principal> {
    if (typeof bearer !== 'string') throw builtIn('UNAUTHENTICATED')
    const proven = await prove(this.#parts, { bearer })
    if (!hasRole(this.#principal, 'guest') && proven.id !== this.#principal.id) {
      const says = 'Open another socket for another caller.'
      throw new Failure('FORBIDDEN', 'forbidden', { says })
    }
    this.#credentials = { bearer }
    this.#principal = proven
    return proven
  }

  /** Has the caller looked after until the function it answers is called. */
  guard(revoked: (failure: Failure) => void): () => void {
    const principal = () => this.#principal
    return this.#parts.standing.guard({
      get principal() {
        return principal()
      },
      authenticate: () => this.#parts.authenticate(this.#credentials),
      end: revoked,
    })
  }
}

async function prove(
  { authenticate, standing }: CallerParts,
  credentials: Credentials,
): Promise<Principal> {
  const principal = await authenticate(credentials)
  await standing.check(principal)
  return principal
}
