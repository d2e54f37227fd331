import type { Answer, Outcome } from '../load/call.ts'
import type { HttpClient } from '../load/http-client.ts'
import type { Conformance } from './conformance.ts'
import { makeCall, type Request, type Routes } from './requests.ts'

/** The project's public interface: every answer is held against the contract in passing. */
export interface Api {
  routes: Routes
  /** Asks and takes whatever answer comes; throws when none does. */
  ask(operation: string, request?: Request): Promise<Answer>
  /** Asks for something that must succeed; throws with the answer when it does not. */
  get<Body>(operation: string, request?: Request): Promise<Body>
}

export function createApi(client: HttpClient, routes: Routes, conformance: Conformance): Api {
  const ask = async (operation: string, request?: Request): Promise<Answer> => {
    const outcome = await client.send(makeCall(routes, operation, request))
    if (!outcome.answer) throw new Error(`${operation} was not answered: ${reasonOf(outcome)}`)
    conformance.check(operation, outcome.answer)
    return outcome.answer
  }
  return {
    routes,
    ask,
    async get<Body>(operation: string, request?: Request) {
      const { status, text } = await ask(operation, request)
      if (status >= 300) throw new Error(`${operation} answered ${status}: ${text.slice(0, 500)}`)
      return (text ? JSON.parse(text) : {}) as Body // the conformance check judges its shape
    },
  }
}

function reasonOf({ attempts }: Outcome): string {
  return attempts.map(({ error, status }) => error ?? status).join(', ')
}
