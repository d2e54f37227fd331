import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'

import { InputError } from '@archwright/model/light'

const mostFiles = 50_000

const skippedFolders = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'dist',
  'build',
  'out',
  'target',
  'coverage',
])

const readable = /\.(ya?ml|json|sql|[cm]?[jt]sx?)$|(^|\/)CODEOWNERS$/i

export interface Walked {
  /** The folder, or that of the file. */
  root: string
  /** Sorted, from the root. */
  files: string[]
  isFile: boolean
}

/**
 * The files of a folder that could be reviewed; a file is itself.
 * Hidden folders are skipped, except `.github` for its CODEOWNERS.
 */
export async function walk(target: string): Promise<Walked> {
  const found = await stat(target).catch(() => undefined)
  if (!found) throw problem(target, 'there is no such file or folder')
  if (found.isFile())
    return { root: path.dirname(target), files: [path.basename(target)], isFile: true }
  const files: string[] = []
  const visit = async (folder: string) => {
    const entries = await readdir(path.join(target, folder), { withFileTypes: true })
    for (const entry of entries) {
      const name = path.posix.join(folder, entry.name)
      if (entry.isDirectory() && isVisited(entry.name)) await visit(name)
      else if (entry.isFile() && readable.test(name)) files.push(name)
      if (files.length > mostFiles)
        throw problem(target, `it has more than ${mostFiles.toLocaleString('en')} files to read`)
    }
  }
  await visit('')
  return { root: target, files: files.sort(comparePaths), isFile: false }
}

/** By name, numbers by value, so that migrations come in the order in which they are applied. */
export function comparePaths(a: string, b: string): number {
  return order.compare(a, b) || (a < b ? -1 : Number(a > b))
}

const order = new Intl.Collator('en', { numeric: true })

function isVisited(folder: string): boolean {
  return folder === '.github' || !(folder.startsWith('.') || skippedFolders.has(folder))
}

function problem(where: string, what: string): InputError {
  return new InputError([{ where, what, right: 'name a file or a folder of the project' }])
}
