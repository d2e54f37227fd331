import { builtIn, Failure } from '../../contract/failure.ts'
import type { Follow, FollowCall, Following, Told } from '../../dispatch/follow.ts'
import { problemOf } from '../rest/problem.ts'
import { notificationOf } from './json-rpc.ts'
import type { Outlet } from './outlet.ts'

export interface FollowedParts {
  readonly follow: Follow
  readonly outlet: Outlet
  readonly most: number
}

interface One {
  readonly following: Following
  /** The last position that the client knows. */
  known: string
}

/** What a socket follows: each of its subscriptions by a name that is its own. */
export class Followed {
  readonly #parts: FollowedParts
  readonly #all = new Map<string, One>()
  #made = 0

  constructor(parts: FollowedParts) {
    this.#parts = parts
  }

  /** Answers with the name and the place of a new subscription, and with what starts it once that is sent. */
  async add(call: FollowCall): Promise<{ answer: object; start(): void }> {
    if (this.#all.size >= this.#parts.most) {
      const says = `A socket follows ${this.#parts.most} subscriptions at most.`
      throw new Failure('OVERLOADED', 'unavailable', { says })
    }
    const following = await this.#parts.follow(call)
    this.#made += 1
    const name = String(this.#made)
    const one = { following, known: following.position }
    this.#all.set(name, one)
    return {
      answer: { subscription: name, position: one.known },
      start: () => void this.#pass(name, one),
    }
  }

  /** @throws Failure when there is none of this name */
  remove(name: unknown): void {
    const one = typeof name === 'string' ? this.#all.get(name) : undefined
    if (typeof name !== 'string' || !one) {
      throw builtIn('INVALID_INPUT', {
        data: { problems: [{ path: '/subscription', problem: 'is none of this socket' }] },
      })
    }
    this.#all.delete(name)
    void one.following.return?.()
  }

  /** Tells the places that have moved in silence, so that the client resumes from the newest. */
  async tellPlaces(): Promise<void> {
    for (const [subscription, one] of this.#all) {
      const { position } = one.following
      if (position === one.known) continue
      one.known = position
      await this.#parts.outlet.send(notificationOf('position', { subscription, position }))
    }
  }

  end(): void {
    for (const { following } of this.#all.values()) void following.return?.()
    this.#all.clear()
  }

  async #pass(subscription: string, one: One): Promise<void> {
    let failure: unknown
    try {
      for await (const told of one.following) {
        one.known = told.position
        await this.#parts.outlet.send(messageOf(subscription, told))
      }
    } catch (error) {
      failure = error
    }
    if (!this.#all.delete(subscription)) return // unsubscribed, or the socket is gone
    const problem = failure === undefined ? {} : { problem: problemOf(failure) }
    await this.#parts.outlet.send(notificationOf('ended', { subscription, ...problem }))
  }
}

// Many sockets are told the same event: its part is written once.
const written = new WeakMap<Told, string>()

function messageOf(subscription: string, told: Told): string {
  const known = written.get(told) ?? JSON.stringify(told).slice(1)
  written.set(told, known)
  // A name is a number in text, so nothing in it needs escaping.
  return `{"jsonrpc":"2.0","method":"event","params":{"subscription":"${subscription}",${known}}`
}
