import { writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { Design } from '@archwright/model'

import type { BuildOptions, BuildResult } from './build-result.ts'
import { checkTarget } from './check-target.ts'
import { lockPath, lockText, readLock } from './lock.ts'
import { packageNotes } from './package-notes.ts'
import { placeFiles } from './place-files.ts'
import { planModules } from './plan-modules.ts'
import { projectFiles } from './project-files.ts'

/**
 * Writes the project of a design. The user's files are written once and never again; Archwright's follow the
 * design. The same design gives the same bytes.
 * @throws InputError when the folder holds something else; nothing is written then.
 */
export async function build(design: Design, options: BuildOptions): Promise<BuildResult> {
  const before = await readLock(options.out)
  await checkTarget(options.out, before !== undefined)
  options.progress?.('collecting files')
  const plan = await planModules(design)
  const files = await projectFiles({ design, plan, briefYaml: options.briefYaml, out: options.out })
  options.progress?.(`writing ${files.length} files`)
  const placed = await placeFiles(options.out, files, before)
  // Last, so that a build that broke off does not count as one.
  await writeFile(path.join(options.out, lockPath), lockText(design, files))
  return {
    out: options.out,
    ...placed,
    notes: [...plan.notes, ...(await packageNotes(options.out, files, placed))],
  }
}
