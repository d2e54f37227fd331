import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import type { Design } from '@archwright/model'
import { moduleFolder } from '@archwright/modules/ready'

import type { BuiltFile } from '../project-files.ts'

/** The source of the design's modules, as the user's from the first day. */
export async function moduleFiles({ modules }: Design): Promise<BuiltFile[]> {
  const files = await Promise.all(modules.map(({ name }) => readModule(name)))
  return files.flat()
}

async function readModule(name: string): Promise<BuiltFile[]> {
  const folder = moduleFolder(name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const root = fileURLToPath(folder)
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const full = `${entry.parentPath.replace(/\/?$/, '/')}${entry.name}`
        const content = await readFile(full)
        return {
          path: `src/modules/${name}/${full.slice(root.length)}`,
          owner: 'user' as const,
          content,
        }
      }),
  )
}
