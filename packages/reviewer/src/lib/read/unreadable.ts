/** Thrown by readers for text that is not what it seems; the message names the place. */
export class Unreadable extends Error {
  override name = 'Unreadable'
}
