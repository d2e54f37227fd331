import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { type Design, Project } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import { Value } from 'typebox/value'

import type { BuiltFile } from './built-file.ts'

export const lockPath = 'archwright.lock.json'

/** SHA-256 of a file's content, hexadecimal. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The lock: every file with owner and hash, and the Design it was built from. */
export function lockText(design: Design, files: readonly BuiltFile[]): string {
  const project: Project = {
    archwright: '0.1.0',
    system: design.system,
    files: files.map(({ path, owner, content }) => ({ path, owner, sha256: hashOf(content) })),
  }
  return `${JSON.stringify({ ...project, design }, null, 1)}\n`
}

/** The lock of an earlier build; undefined when the folder has none. */
export async function readLock(out: string): Promise<Project | undefined> {
  const text = await readFile(path.join(out, lockPath), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return Value.Parse(Project, JSON.parse(text))
  } catch {
    throw new InputError([
      {
        where: path.join(out, lockPath),
        what: 'is not a lock file that can be read',
        right: 'restore it from version control, or build into another folder',
      },
    ])
  }
}
