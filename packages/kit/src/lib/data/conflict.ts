/** Another transaction came between: nothing of this one stands, and running it again is right. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}
