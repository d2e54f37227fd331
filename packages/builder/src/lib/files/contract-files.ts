import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { inertEnvironment, type ModuleFactory } from '@archwright/kit/app'
import { emitAsyncApi, emitOpenApi } from '@archwright/kit/emit'

import { type BuiltFile, ours } from '../built-file.ts'

/** The folder that holds the libraries this package runs with. */
const libraries = fileURLToPath(new URL('../../../../../node_modules', import.meta.url))

export interface ContractSources {
  title: string
  modules: readonly string[]
  /** Source of the modules as the project will have it: what the user changed stands before what we write. */
  files: readonly BuiltFile[]
}

/**
 * contracts/: emitted from the modules' own definitions, never from the design. Loads the very code of the project
 * from a temporary folder, because Node strips types only outside node_modules and the project's own libraries are
 * not installed yet.
 * @throws when the code does not load.
 */
export async function contractFiles({
  title,
  modules,
  files,
}: ContractSources): Promise<BuiltFile[]> {
  const work = await mkdtemp(path.join(tmpdir(), 'archwright-contracts-'))
  try {
    await symlink(libraries, path.join(work, 'node_modules'), 'dir')
    await writeFile(path.join(work, 'package.json'), '{"type":"module"}')
    for (const file of files) {
      const target = path.join(work, file.path)
      await mkdir(path.dirname(target), { recursive: true })
      await writeFile(target, file.content)
    }
    const made = []
    for (const name of modules) {
      const entry = pathToFileURL(path.join(work, 'src/modules', name, 'index.ts'))
      const { create }: { create: ModuleFactory } = await import(entry.href)
      made.push(create(inertEnvironment))
    }
    const about = { title, version: '1.0.0' }
    return [
      ours('contracts/openapi.json', json(emitOpenApi(made, about))),
      ours('contracts/asyncapi.json', json(emitAsyncApi(made, about))),
    ]
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
