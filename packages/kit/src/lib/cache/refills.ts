import { LRUCache } from 'lru-cache'

import type { Change } from '../data/change-log.ts'

const mostKept = 256

/** Which answers are asked for again when what they are made of has changed: those that were filled last. */
export class Refills<Asked> {
  readonly #askedOf = new LRUCache<
    string,
    { readonly asked: Asked; readonly tags: readonly string[] }
  >({
    max: mostKept,
  })
  readonly #due = new Map<string, Asked>()

  filled(key: string, asked: Asked, tags: readonly string[]): void {
    this.#askedOf.set(key, { asked, tags })
  }

  changed(changes: readonly Change[]): void {
    if (this.#askedOf.size === 0) return
    const changed = new Set(changes.map(({ tag }) => tag))
    for (const [key, { asked, tags }] of this.#askedOf.entries())
      if (tags.some((tag) => changed.has(tag))) this.#due.set(key, asked)
  }

  /** What is due by now, once. */
  take(): Asked[] {
    const due = [...this.#due.values()]
    this.#due.clear()
    return due
  }
}
