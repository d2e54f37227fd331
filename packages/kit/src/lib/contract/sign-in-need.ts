/** How lately and how strongly whoever asks must have signed in (step-up authentication, RFC 9470). */
export interface SignInNeed {
  /** The sign-in is no older than this. */
  readonly withinSeconds?: number
  /** Two factors: a password and a code, not a password alone. One if absent. */
  readonly factors?: 2
}
