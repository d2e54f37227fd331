import type { CachedAnswer } from './cached-answer.ts'

/** Answers that processes share. It may be slow, forget, or be away: then the answers are asked for again. */
export interface SharedLevel {
  /**
   * What is kept there and stands; otherwise the right to fill, which one process has at a time and only for a short
   * while: who does not get it waits for the other's answer, briefly, and then fills as well.
   */
  getOrLock(
    key: string,
    stands: (kept: CachedAnswer) => boolean,
  ): Promise<{ readonly kept: CachedAnswer } | { unlock(): void }>
  /** Does not wait. */
  set(key: string, kept: CachedAnswer, lifeMs: number): void
  close(): Promise<void>
}
