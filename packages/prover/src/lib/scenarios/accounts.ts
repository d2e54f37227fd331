import { randomUUID } from 'node:crypto'

import { makeCall, type Request, type Routes } from '../contracts/requests.ts'
import { type Outcome, succeeded } from '../load/call.ts'
import { bodyOf, type Customer, type Step } from './step.ts'

interface Session {
  accessToken: string
  refreshToken: string
}

interface Members {
  routes: Routes
  customers: readonly Customer[]
}

/** People who sign up, sign in and out, and look after their profile. */
export class Accounts {
  readonly #state: Members
  readonly #sessions: Session[]
  readonly #versions = new Map<string, number>()
  #turn = 0

  constructor(state: Members) {
    this.#state = state
    this.#sessions = state.customers.map(({ token, refreshToken }) => ({
      accessToken: token,
      refreshToken,
    }))
  }

  register(): Step {
    const email = `new-${randomUUID()}@example.com`
    const body = { email, password: 'a long enough password', name: 'New Customer' }
    return { call: this.#call('identity.register', { body, client: this.#next().client }) }
  }

  login(): Step {
    const { email, password, client } = this.#next()
    const call = this.#call('identity.login', { body: { email, password }, client })
    return { call, heard: (outcome) => this.#keep(outcome) }
  }

  /** A refresh token is good for one call: the answer brings the next one. */
  refresh(): Step | undefined {
    const session = this.#sessions.shift()
    if (!session) return undefined
    const { refreshToken } = session
    const call = this.#call('identity.refresh', {
      body: { refreshToken },
      client: this.#next().client,
    })
    return { call, heard: (outcome) => this.#keep(outcome) }
  }

  /** Ends a session that was opened under load; those of the buying customers stay. */
  logout(): Step | undefined {
    if (this.#sessions.length <= this.#state.customers.length) return undefined
    const session = this.#sessions.pop()
    const { client } = this.#next()
    return (
      session && { call: this.#call('identity.logout', { token: session.accessToken, client }) }
    )
  }

  /** Asks for something of one's own that needs no input. */
  askAs(operation: string): Step {
    return { call: this.#call(operation, as(this.#next())) }
  }

  updateProfile(): Step {
    const customer = this.#next()
    const version = this.#versions.get(customer.customerId) ?? 1
    const call = this.#call('identity.updateProfile', {
      headers: { 'if-match': `"${version}"` },
      body: { name: `Customer ${this.#turn}` },
      ...as(customer),
    })
    const heard: Step['heard'] = (outcome) => {
      if (!succeeded(outcome)) return
      this.#versions.set(customer.customerId, bodyOf<{ version: number }>(outcome).version)
    }
    return { call, heard }
  }

  #keep(outcome: Outcome): void {
    if (succeeded(outcome)) this.#sessions.push(bodyOf<Session>(outcome))
  }

  #next(): Customer {
    this.#turn += 1
    const { customers } = this.#state
    return customers[this.#turn % customers.length] as Customer // the modulus is in range
  }

  #call(operation: string, request: Request) {
    return makeCall(this.#state.routes, operation, request)
  }
}

const as = ({ token, client }: Customer) => ({ token, client })
