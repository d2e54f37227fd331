import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { type Review, review } from '../review.ts'

/** Files by their path from the reviewed folder. */
export type Files = Readonly<Record<string, string>>

/** A planted violation, and the same files without it. */
export interface Case {
  planted: Files
  clean: Files
}

/** Writes files into a folder of their own and reviews it, or one file of it. */
export async function reviewFiles(files: Files, only = ''): Promise<Review> {
  const folder = await mkdtemp(path.join(tmpdir(), 'archwright-review-'))
  try {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
      await writeFile(path.join(folder, file), text)
    }
    return await review(path.join(folder, only))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
