import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { Project, ProjectFile } from '@archwright/model'

import type { BuildResult } from './build-result.ts'
import type { BuiltFile } from './built-file.ts'
import { hashOf } from './lock.ts'

type Placed = Omit<BuildResult, 'out' | 'notes'>

/** Writes the files into the folder by the rule of their owner. */
export async function placeFiles(
  out: string,
  files: readonly BuiltFile[],
  before: Project | undefined,
): Promise<Placed> {
  const placed: Placed = { written: [], kept: [], replaced: [], removed: [] }
  const known = new Map(before?.files.map((file) => [file.path, file]))
  for (const file of files)
    await placeFile(out, file, { known: known.get(file.path)?.sha256, placed })
  const now = new Set(files.map((file) => file.path))
  for (const file of before?.files ?? []) {
    if (file.owner === 'user' || now.has(file.path)) continue
    await removeFile(out, file, placed)
  }
  return placed
}

async function placeFile(
  out: string,
  file: BuiltFile,
  { known, placed }: { known: string | undefined; placed: Placed },
): Promise<void> {
  const target = path.join(out, file.path)
  const there = await readFile(target).catch(() => undefined)
  if (there && file.owner === 'user') {
    placed.kept.push(file.path)
    return
  }
  const hash = there && hashOf(there)
  if (hash === hashOf(file.content)) return
  if (there && hash !== known) {
    await setAside(out, file.path)
    placed.replaced.push(file.path)
  }
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, file.content)
  placed.written.push(file.path)
}

async function removeFile(out: string, file: ProjectFile, placed: Placed): Promise<void> {
  const target = path.join(out, file.path)
  const there = await readFile(target).catch(() => undefined)
  if (there && hashOf(there) !== file.sha256) {
    await setAside(out, file.path)
    placed.replaced.push(file.path)
  } else {
    await rm(target, { force: true })
    placed.removed.push(file.path)
  }
}

async function setAside(out: string, file: string): Promise<void> {
  const aside = path.join(out, '.archwright/replaced', file)
  await mkdir(path.dirname(aside), { recursive: true })
  await rename(path.join(out, file), aside)
}
