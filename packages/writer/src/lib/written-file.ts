/** A document or deployment file of a built project. */
export interface WrittenFile {
  /** Relative to the project's folder, with forward slashes. */
  path: string
  text: string
}
