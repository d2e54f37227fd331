import type { Design } from '@archwright/model'

import { checkTarget } from './check-target.ts'
import { lockFile, readLock } from './lock.ts'
import { placeFiles } from './place-files.ts'
import { type BuiltFile, projectFiles } from './project-files.ts'

export interface BuildOptions {
  /** Folder of the project: absent, empty, or built by Archwright before. */
  out: string
  /** The brief as YAML, as it was understood. */
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
}

/**
 * Writes the project of a design. The user's files are written once and never again; Archwright's follow the
 * design. The same design gives the same bytes.
 * @throws InputError when the folder holds something else; nothing is written then.
 */
export async function build(design: Design, options: BuildOptions): Promise<BuildResult> {
  const before = await readLock(options.out)
  await checkTarget(options.out, before !== undefined)
  options.progress?.('collecting files')
  const files = await projectFiles(design, options.briefYaml)
  options.progress?.(`writing ${files.length} files`)
  const lock: BuiltFile = lockFile(design, files)
  const placed = await placeFiles(options.out, [...files, lock], before)
  return { out: options.out, ...placed }
}
