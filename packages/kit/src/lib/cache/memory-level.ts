import { LRUCache } from 'lru-cache'

import type { CachedAnswer } from './cached-answer.ts'

export interface MemoryBounds {
  readonly entries: number
  /** Of the answers as JSON. */
  readonly bytes: number
}

/** The answers that a process keeps in its own memory: those asked for last. */
export class MemoryLevel {
  readonly #answers: LRUCache<string, CachedAnswer>

  constructor({ entries, bytes }: MemoryBounds) {
    this.#answers = new LRUCache({ max: entries, maxSize: bytes })
  }

  get(key: string): CachedAnswer | undefined {
    return this.#answers.get(key)
  }

  set(key: string, kept: CachedAnswer, bytes: number): void {
    this.#answers.set(key, kept, { size: bytes + key.length })
  }

  clear(): void {
    this.#answers.clear()
  }

  stats(): { entries: number; bytes: number } {
    return { entries: this.#answers.size, bytes: this.#answers.calculatedSize }
  }
}
