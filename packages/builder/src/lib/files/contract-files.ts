import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { inertEnvironment, type ModuleFactory } from '@archwright/kit/app'
import {
  emitAsyncApi,
  emitGraphql,
  emitOpenApi,
  emitProto,
  readProtoLock,
} from '@archwright/kit/emit'
import { InputError } from '@archwright/model/light'

import { type BuiltFile, ours } from '../built-file.ts'

/** The libraries this package runs with. */
const libraries = fileURLToPath(new URL('../../../../../node_modules', import.meta.url))

export interface ContractSources {
  system: string
  title: string
  modules: readonly string[]
  /** Source of the modules as the project will have it: what the user changed stands before what we write. */
  files: readonly BuiltFile[]
  /** The project's folder: it has the numbers of its .proto files, and the user may have libraries installed there. */
  out: string
}

/**
 * contracts/: emitted from the modules' own definitions, never from the design. Loads the very code of the project
 * from a temporary folder, because Node strips types only outside node_modules and the project's own libraries may
 * not be installed yet.
 * @throws InputError when a module does not load.
 */
export async function contractFiles(sources: ContractSources): Promise<BuiltFile[]> {
  const work = await mkdtemp(path.join(tmpdir(), 'archwright-contracts-'))
  try {
    const project = await layOut(work, sources)
    const modules = []
    for (const name of sources.modules) {
      const { create } = await load(project, name)
      modules.push(create(inertEnvironment))
    }
    const about = { title: sources.title, version: '1.0.0' }
    const lock = await readProtoLock(pathToFileURL(path.join(sources.out, 'contracts/')))
    const protos = emitProto(modules, { system: sources.system, ...(lock ? { lock } : {}) })
    return [
      ours('contracts/openapi.json', json(emitOpenApi(modules, about))),
      ours('contracts/asyncapi.json', json(emitAsyncApi(modules, about))),
      ours('contracts/schema.graphql', emitGraphql(modules)),
      ...Object.entries(protos).map(([file, text]) => ours(`contracts/${file}`, text)),
    ]
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Our libraries are found first, then those of the user. */
async function layOut(work: string, { files, out }: ContractSources): Promise<string> {
  const project = path.join(work, 'project')
  await mkdir(project)
  await symlink(libraries, path.join(project, 'node_modules'), 'dir')
  await symlink(path.resolve(out, 'node_modules'), path.join(work, 'node_modules'), 'dir')
  await writeFile(path.join(project, 'package.json'), '{"type":"module"}')
  for (const file of files) {
    const target = path.join(project, file.path)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, file.content)
  }
  return project
}

async function load(project: string, name: string): Promise<{ create: ModuleFactory }> {
  const entry = pathToFileURL(path.join(project, 'src/modules', name, 'index.ts'))
  try {
    return await import(entry.href)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new InputError([
      {
        where: `src/modules/${name}`,
        what: `does not load: ${message.replaceAll(pathToFileURL(project).href, '').replaceAll(project, '')}`,
        right: 'mend it, so that its contract can be published; nothing was written',
      },
    ])
  }
}

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
