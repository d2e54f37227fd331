import { mkdir, writeFile } from 'node:fs/promises'

import { emitAsyncApi } from '../contracts-out/asyncapi.ts'
import { emitOpenApi } from '../contracts-out/openapi.ts'
import { inertEnvironment, type ModuleFactory } from './environment.ts'
import type { Wiring } from './wiring.ts'

/** Writes openapi.json and asyncapi.json from the modules' own definitions. */
export async function writeContracts(options: {
  readonly modules: Readonly<Record<string, ModuleFactory>>
  readonly wiring: Pick<Wiring, 'system'>
  readonly directory: URL
}): Promise<void> {
  const modules = Object.values(options.modules).map((create) => create(inertEnvironment))
  const about = { title: options.wiring.system, version: '1.0.0' }
  await mkdir(options.directory, { recursive: true })
  await writeFile(new URL('openapi.json', options.directory), json(emitOpenApi(modules, about)))
  await writeFile(new URL('asyncapi.json', options.directory), json(emitAsyncApi(modules, about)))
}

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
