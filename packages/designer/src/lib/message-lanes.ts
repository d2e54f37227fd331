import { figure } from './rules/catalog.ts'

/** Statements of a handler: the inbox row, a read and a write. */
const statementsPerMessage = 3

/** Messages a second that one consumer handles one after another, each in its own transaction. */
export const perLane =
  1000 /
  (figure('work.commit.wait') +
    figure('work.commit.database') +
    statementsPerMessage * (figure('work.statement.database') + figure('work.statement.app')))

/** Partitions, or consumers at once, that handle a rate at half of their use. */
export function lanesFor(messagesPerSecond: number): number {
  return Math.max(1, Math.ceil(messagesPerSecond / (perLane / 2)))
}
