import {
  type Attributes,
  type AttributeValue,
  type SpanContext,
  SpanKind,
} from '@opentelemetry/api'

import { withoutValues } from './describe-error.ts'

/** What all spans of one kind of work have in common; made once and shared, so that a span costs one object. */
export interface SpanOf {
  /** Of few different values: no ids. */
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: Attributes
  /** From which duration on its trace is kept for being slow; never if absent. */
  readonly slowMs?: number
}

/** One piece of work in a trace. Names, ids and attributes are put together only for those that are kept. */
export class Span {
  readonly of: SpanOf
  readonly part: TracePart
  /** In this process or another one; undefined at the root of a trace. */
  readonly parent: Span | SpanContext | undefined
  /** On the clock of `performance.now()`. */
  readonly startedAt = performance.now()
  endedAt: number | undefined
  failed = false
  error: Error | undefined
  notes: Record<string, AttributeValue> | undefined
  links: (Span | SpanContext)[] | undefined
  #id: string | undefined

  constructor(of: SpanOf, part: TracePart, parent: Span | SpanContext | undefined) {
    this.of = of
    this.part = part
    this.parent = parent
  }

  get id(): string {
    this.#id ??= randomHex(8)
    return this.#id
  }

  /** Starts a part of this work; undefined when nobody will see it. */
  begin(of: SpanOf): Span | undefined {
    return this.part.begin(of, this)
  }

  note(name: string, value: AttributeValue): void {
    this.notes ??= {}
    this.notes[name] = value
  }

  link(to: Span | SpanContext): void {
    this.links ??= []
    if (this.links.length < mostLinks) this.links.push(to)
  }

  fail(error?: unknown): void {
    this.failed = true
    if (error instanceof Error) this.error = withoutValues(error)
  }

  end(): void {
    this.endedAt = performance.now()
    this.part.ended(this)
  }

  /** How others name it: in headers, events and links. */
  context(): SpanContext {
    return { traceId: this.part.traceId, spanId: this.id, traceFlags: this.part.sampled ? 1 : 0 }
  }
}

/** What decides over a part of a trace and takes it. */
export interface Keeper {
  /** Whether to keep what was not sampled from its start, asked when its root has ended. */
  keeps(part: TracePart, root: Span): boolean
  /** Takes ended spans that are kept; once the root has ended, the late ones one by one. */
  take(spans: readonly Span[]): void
  /** Hears of every part whose root has ended, kept or not. */
  seen?(part: TracePart): void
}

const mostSpans = 1_000
const mostLinks = 128

/**
 * What this process does of a trace, from one entry into it: held until that root ends, then sent on or forgotten.
 * What is forgotten has cost its objects and nothing else.
 */
export class TracePart {
  /** Decided where the trace began; others go by it, so that what is sampled is whole. */
  readonly sampled: boolean
  readonly spans: Span[] = []
  /** An error of ours ended one of its operations. */
  failed = false
  /** A trace that is sampled has a link to it. */
  wanted = false
  /** Spans that were not recorded because there were too many. */
  dropped = 0
  #traceId: string | undefined
  #root: Span | undefined
  #state: 'open' | 'kept' | 'forgotten' = 'open'
  readonly #keeper: Keeper

  constructor(keeper: Keeper, sampled: boolean, traceId?: string) {
    this.#keeper = keeper
    this.sampled = sampled
    this.#traceId = traceId
  }

  get traceId(): string {
    this.#traceId ??= randomHex(16)
    return this.#traceId
  }

  /** True once it is known that somebody will see it. */
  get kept(): boolean {
    return this.sampled || this.#state === 'kept'
  }

  begin(of: SpanOf, parent?: Span | SpanContext): Span | undefined {
    if (this.#state === 'forgotten') return undefined
    if (this.spans.length === mostSpans) {
      this.dropped += 1
      return undefined
    }
    const span = new Span(of, this, parent)
    this.#root ??= span
    this.spans.push(span)
    return span
  }

  ended(span: Span): void {
    if (span === this.#root) this.#decide(span)
    else if (this.#state === 'kept') this.#keeper.take([span])
  }

  #decide(root: Span): void {
    const kept = this.sampled || this.#keeper.keeps(this, root)
    this.#state = kept ? 'kept' : 'forgotten'
    if (this.dropped > 0) root.note('trace.dropped_spans', this.dropped)
    if (kept) this.#keeper.take(this.spans.filter(({ endedAt }) => endedAt !== undefined))
    this.#keeper.seen?.(this)
  }
}

export function isLocal(parent: Span | SpanContext | undefined): parent is Span {
  return parent instanceof Span
}

/** Unique, not secret. */
function randomHex(bytes: number): string {
  let text = ''
  for (let left = bytes; left > 0; left -= 2) {
    const two = (Math.random() * 65_536) >>> 0
    text += `${hexOf[two >>> 8]}${hexOf[two & 255]}`
  }
  return text
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A kind of span, with what is constant of it. */
export function spanOf(
  name: string,
  kind: keyof typeof SpanKind,
  attributes: Attributes = {},
): SpanOf {
  return { name, kind: SpanKind[kind], attributes }
}
