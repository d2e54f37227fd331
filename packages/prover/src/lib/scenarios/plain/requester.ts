import { randomUUID } from 'node:crypto'

import { type Endpoint, endpointsOf } from '../../contracts/openapi.ts'
import { plausibleRequest } from '../../contracts/plausible-request.ts'
import { makeCall, type Request, routesOf } from '../../contracts/requests.ts'
import { vary } from '../../contracts/vary.ts'
import type { Call, Outcome } from '../../load/call.ts'
import { succeeded } from '../../load/call.ts'
import { type Collection, collectionPathOf, collectionsOf, idOf } from './collections.ts'
import type { Caller, Creation, PlainState, Row } from './state.ts'

const MAX_ROWS = 2_000

/** A call that adds something remembers what and whose. */
export interface CreatingCall extends Call {
  creating: Omit<Creation, 'acknowledged' | 'refused' | 'attempts'>
}

/** Makes calls of a contract's operations: its own examples, on things that exist, by those who may. */
export class Requester {
  readonly #state: PlainState
  readonly #endpoints: ReadonlyMap<string, Endpoint>
  readonly #routes: ReturnType<typeof routesOf>
  readonly #rows: Record<string, Row[]>
  readonly collections: readonly Collection[]
  #turn: number

  /** @param firstTurn tells the texts of this requester from those of another one. */
  constructor(state: PlainState, firstTurn: number) {
    const endpoints = endpointsOf(state.document)
    this.#state = state
    this.#endpoints = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
    this.#routes = routesOf(endpoints)
    this.#rows = structuredClone(state.rows)
    this.#turn = firstTurn
    this.collections = collectionsOf(endpoints)
  }

  /** The next call of an operation; undefined where nobody may make it, or what it is about does not exist. */
  next(operation: string): Call | CreatingCall | undefined {
    const endpoint = this.#endpoints.get(operation)
    if (!endpoint) return undefined
    this.#turn += 1
    const row = this.#rowFor(endpoint)
    const caller = this.#callerFor(endpoint, row)
    if (!caller || (!row && endpoint.path.includes('{'))) return undefined
    return this.#call(endpoint, caller, row)
  }

  /** Remembers what a call added; returns the record of it. */
  settle(call: Call | CreatingCall, outcome: Outcome): Creation | undefined {
    if (!('creating' in call)) return undefined
    const creation = recordCreation(call, outcome, this.collections)
    const [id] = creation.acknowledged
    if (id) this.#keep(creation.collection, { id, owner: creation.owner })
    return creation
  }

  /** What is known to exist, by path of the collection. */
  rows(): Record<string, Row[]> {
    return structuredClone(this.#rows)
  }

  #call(endpoint: Endpoint, caller: Caller, row: Row | undefined): Call | CreatingCall {
    const request = this.#request(endpoint, row)
    const call = makeCall(this.#routes, endpoint.id, {
      ...request,
      token: caller.token,
      client: caller.client,
    })
    const collection = this.collections.find(({ create }) => create?.id === endpoint.id)
    if (!collection) return call
    const key = call.headers['idempotency-key']
    const sent = Object(request.body)
    const creating = { collection: collection.path, owner: caller, sent, ...(key ? { key } : {}) }
    return { ...call, creating }
  }

  #request(endpoint: Endpoint, row: Row | undefined): Request {
    const { document } = this.#state
    const [, parameter = ''] = /\{(\w+)\}/.exec(endpoint.path) ?? []
    const known = row ? { [parameter]: row.id } : {}
    const request = plausibleRequest(document, endpoint, known)
    const schema = endpoint.body?.schema
    const headers = { ...request.headers }
    if ('idempotency-key' in headers) headers['idempotency-key'] = randomUUID()
    if (!schema || request.body === undefined) return { ...request, headers }
    const given = { schema, value: request.body, turn: this.#turn, known: this.#references() }
    return { ...request, headers, body: vary(document, given) }
  }

  /** Ids by the name that refers to them: tripId. */
  #references(): Record<string, string> {
    return Object.fromEntries(
      this.collections.flatMap(({ path, parameter }) => {
        const row = this.#inTurn(this.#rows[path])
        return row ? [[parameter, row.id]] : []
      }),
    )
  }

  #rowFor({ path }: Endpoint): Row | undefined {
    return path.includes('{') ? this.#inTurn(this.#rows[collectionPathOf(path)]) : undefined
  }

  /** Whoever added the row, if they may; else the first of the roles, which is the least of them. */
  #callerFor({ roles }: Endpoint, row: Row | undefined): Caller | undefined {
    if (row && (roles.length === 0 || roles.includes(row.owner.role))) return row.owner
    if (roles.length === 0) return guest(this.#turn)
    const role =
      row && roles.includes('staff') ? 'staff' : roles.find((one) => this.#hasCallers(one))
    return role === undefined ? undefined : this.#inTurn(this.#state.callers[role])
  }

  #hasCallers(role: string): boolean {
    return (this.#state.callers[role]?.length ?? 0) > 0
  }

  #inTurn<Item>(items: readonly Item[] | undefined): Item | undefined {
    return items?.[this.#turn % items.length]
  }

  #keep(collection: string, row: Row): void {
    const rows = this.#rows[collection] ?? []
    this.#rows[collection] = rows
    if (rows.length < MAX_ROWS) rows.push(row)
    else rows[this.#turn % MAX_ROWS] = row
  }
}

export function guest(client: number): Caller {
  return { id: 'guest', role: 'guest', client }
}

function recordCreation(
  { creating }: CreatingCall,
  outcome: Outcome,
  collections: readonly Collection[],
): Creation {
  const { answer, attempts } = outcome
  const collection = collections.find(({ path }) => path === creating.collection)
  const id = succeeded(outcome) && collection ? idOf(collection, bodyOf(answer?.text)) : undefined
  if (id) return { ...creating, acknowledged: [id], refused: [], attempts }
  const code = /"code":"(\w+)"/.exec(answer?.text ?? '')?.[1] ?? ''
  const reason = answer
    ? `${answer.status} ${code}`.trim()
    : (attempts.at(-1)?.error ?? 'no answer')
  return { ...creating, acknowledged: [], refused: [reason], attempts }
}

function bodyOf(text = '{}'): Record<string, unknown> {
  return Object(JSON.parse(text))
}
