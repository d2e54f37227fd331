import type { Change, LogSlice } from '../data/change-log.ts'
import { withinDeadline } from '../dispatch/deadline.ts'
import type { Entry } from '../dispatch/entry.ts'
import { keepJson } from '../dispatch/kept-json.ts'
import type { Caller, RunCaller } from '../dispatch/stages.ts'
import { answerOf, asSeen, type CachePlan, keyOf, outputOf, planOf, tagsOf } from './cache-plan.ts'
import type { Answer, CachedAnswer } from './cached-answer.ts'
import { Changes } from './changes.ts'
import type { MemoryLevel } from './memory-level.ts'
import { Refills } from './refills.ts'
import type { SharedLevel } from './shared-level.ts'

/**
 * How a call was answered: from memory, from the shared level, by waiting for another's fill, or by a fill. An answer is
 * `renewed` near its end and `refilled` after a change, while nobody waits.
 */
export type CacheOutcome = 'hit' | 'shared' | 'joined' | 'filled' | 'renewed' | 'refilled'

export interface AnswerCacheParts {
  /** The longest that the wiring lets an answer live. */
  readonly mostSeconds: number
  readonly memory: MemoryLevel
  readonly shared?: SharedLevel
  now(): Date
  /** Between 0 and 1. */
  random(): number
  count(operation: string, outcome: CacheOutcome): void
}

// Keys that are filled together must not end together.
const jitter = 0.1
/** Part of its life after which an answer is renewed while it is given. */
const renewAfter = 0.75

/**
 * Keeps answers of queries, between the check of a call and its handler. One fill per key and process: who comes
 * meanwhile waits for it. An answer that nears its end is given while it is renewed, so its end is met only by what
 * nobody asks for.
 */
export class AnswerCache {
  readonly #parts: AnswerCacheParts
  readonly #plans = new Map<Entry, CachePlan | undefined>()
  readonly #flights = new Map<string, Promise<Answer>>()
  readonly #refills = new Refills<Asked>()
  #changes = new Changes()
  /** Undefined: not known what changes, so that nothing is kept and nothing that was kept is given. */
  #history: string | undefined

  constructor(parts: AnswerCacheParts) {
    this.#parts = parts
  }

  /** Whether what is read now can be kept, whatever has changed. */
  get isSettled(): boolean {
    return this.#changes.isSettled
  }

  /** The log can be read: all of it, and whose numbers they are. What is kept of another history is not comparable. */
  begin(history: string, slice: LogSlice): void {
    this.#history = history
    this.#changes.addSlice(slice)
  }

  /** The log cannot be read. */
  suspend(): void {
    this.#history = undefined
    this.#changes = new Changes() // own changes from now on are in the next history
    this.#flights.clear()
    this.#parts.memory.clear()
  }

  /** Changes that this process has committed, before anybody is told that it has. */
  changed(changes: readonly Change[]): void {
    for (const change of changes) this.#changes.add(change)
    // Who comes after a change must not join a fill that began before it.
    this.#flights.clear()
    this.#refills.changed(changes)
  }

  /** What all processes have committed. */
  heard(slice: LogSlice): void {
    this.#changes.addSlice(slice)
    if (slice.changes.length > 0) this.#flights.clear()
    this.#refills.changed(slice.changes)
    // Before, nothing that has just changed could be kept.
    if (this.isSettled) for (const asked of this.#refills.take()) this.#ahead(asked, 'refilled')
  }

  /** The number to read the log from. */
  get upTo(): number {
    return this.#changes.upTo
  }

  /** The same as `run`, from what is kept where it may be. */
  around(run: RunCaller): RunCaller {
    return async (entry, caller) => {
      const plan = this.#planOf(entry)
      if (!plan) return run(entry, caller)
      const seen = { ...caller, principal: asSeen(plan, caller.principal) }
      const asked: Asked = {
        plan,
        caller: seen,
        key: keyOf(plan, seen.principal, caller.input),
        fill: () => answerOf(plan, () => runAlone(entry, seen, run)),
      }
      return { output: outputOf(plan, await this.#answer(asked)), replayed: false }
    }
  }

  #planOf(entry: Entry): CachePlan | undefined {
    if (!this.#plans.has(entry)) this.#plans.set(entry, planOf(entry, this.#parts.mostSeconds))
    return this.#plans.get(entry)
  }

  #answer(asked: Asked): Promise<Answer> | Answer {
    const { plan, key } = asked
    const kept = this.#parts.memory.get(key)
    const now = this.#parts.now().getTime()
    if (kept && this.#stands(kept, now)) {
      if (now >= kept.renewAt) this.#ahead(asked, 'renewed')
      this.#count(plan, 'hit')
      return kept.answer
    }
    const flight = this.#flights.get(key)
    if (flight) this.#count(plan, 'joined')
    return flight ?? this.#fly(key, () => this.#load(asked))
  }

  /** Starts what others may wait for until it ends, or until something changes. */
  #fly(key: string, load: () => Promise<Answer>): Promise<Answer> {
    const flight = load().finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    })
    this.#flights.set(key, flight)
    return flight
  }

  /** Fills before somebody has to wait for it. */
  #ahead(asked: Asked, outcome: 'renewed' | 'refilled'): void {
    const { key, plan } = asked
    if (this.#flights.has(key)) return
    this.#count(plan, outcome)
    this.#fly(key, () => this.#fill(asked)).catch(() => {}) // the next caller tries again
  }

  async #load(asked: Asked): Promise<Answer> {
    const { plan, key } = asked
    const { shared } = this.#parts
    if (!shared || this.#history === undefined) return this.#filled(asked)
    const changes = this.#changes
    const stands = (kept: CachedAnswer) => changes === this.#changes && this.#stands(kept)
    const found = await shared.getOrLock(`${this.#history}/${key}`, stands)
    if ('kept' in found) {
      this.#count(plan, 'shared')
      this.#remember(key, found.kept)
      return found.kept.answer
    }
    try {
      return await this.#filled(asked)
    } finally {
      found.unlock()
    }
  }

  #filled(asked: Asked): Promise<Answer> {
    this.#count(asked.plan, 'filled')
    return this.#fill(asked)
  }

  /** Asks the handler, and keeps the answer if nothing it is made of changed since. */
  async #fill(asked: Asked): Promise<Answer> {
    const { plan, key, caller, fill } = asked
    const changes = this.#changes
    const history = this.#history
    const asOf = changes.upTo // before anything is read: see Changes
    const startedAt = this.#parts.now().getTime()
    const { answer, bytes } = frozen(await fill())
    const life = 'output' in answer ? plan.lifeMs : plan.absentMs
    const lifeMs = life * (1 - jitter * this.#parts.random())
    const kept: CachedAnswer = {
      answer,
      tags: tagsOf(plan, caller.input, answer),
      asOf,
      renewAt: startedAt + lifeMs * renewAfter,
      endsAt: startedAt + lifeMs,
    }
    if (history !== undefined && changes === this.#changes && this.#stands(kept)) {
      this.#parts.memory.set(key, kept, bytes)
      this.#parts.shared?.set(`${history}/${key}`, kept, lifeMs)
      if (plan.spec.refill) this.#refills.filled(key, asked, kept.tags)
    }
    return answer
  }

  #remember(key: string, kept: CachedAnswer): void {
    const { answer, bytes } = frozen(kept.answer)
    this.#parts.memory.set(key, { ...kept, answer }, bytes)
  }

  #stands({ tags, asOf, endsAt }: CachedAnswer, now = this.#parts.now().getTime()): boolean {
    return now < endsAt && !this.#changes.since(tags, asOf)
  }

  #count({ entry }: CachePlan, outcome: CacheOutcome): void {
    this.#parts.count(entry.operation.name, outcome)
  }
}

interface Asked {
  readonly plan: CachePlan
  readonly caller: Caller
  readonly key: string
  fill(): Promise<Answer>
}

/** A fill serves others than who started it, so it has the operation's own deadline and nobody's signal. */
function runAlone(entry: Entry, caller: Caller, run: RunCaller) {
  const { operation } = entry
  const call = {
    operation: operation.name,
    input: caller.input,
    from: { transport: 'local' },
  } as const
  return withinDeadline(operation, call, (deadline) => run(entry, { ...caller, ...deadline }))
}

/** The answer as every level gives it, which nobody can change for others. */
function frozen(answer: Answer): { answer: Answer; bytes: number } {
  if (!('output' in answer)) {
    const text = JSON.stringify(answer)
    return { answer: deepFreeze(JSON.parse(text) as Answer), bytes: Buffer.byteLength(text) } // just written
  }
  const text = JSON.stringify(answer.output ?? null)
  const output: unknown = deepFreeze(JSON.parse(text))
  keepJson(output, text)
  // The value and its text.
  return { answer: Object.freeze({ output }), bytes: 2 * Buffer.byteLength(text) }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
