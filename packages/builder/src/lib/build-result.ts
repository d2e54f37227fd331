export interface BuildOptions {
  /** Folder of the project: absent, empty, or built by Archwright before. */
  out: string
  /** The brief as YAML, as it was understood; the text of the project's own brief.yaml when that was read. */
  briefYaml: string
  progress?(line: string): void
}

export interface BuildResult {
  out: string
  /** Paths that this build wrote. */
  written: string[]
  /** The user's files, left as they are. */
  kept: string[]
  /** Files of Archwright that had been changed by hand: replaced, the old text is under `.archwright/replaced/`. */
  replaced: string[]
  /** Files of Archwright that this design no longer has. */
  removed: string[]
  /** What the project has beside or without the design, and why; a sentence each. */
  notes: string[]
}
