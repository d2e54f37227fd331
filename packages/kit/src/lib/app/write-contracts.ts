import { mkdir, rm, writeFile } from 'node:fs/promises'

import { emitAsyncApi } from '../contracts-out/asyncapi.ts'
import { emitGraphql } from '../contracts-out/graphql/emit.ts'
import { emitOpenApi } from '../contracts-out/openapi.ts'
import { emitProto } from '../contracts-out/proto/emit-proto.ts'
import { readProtoLock } from '../contracts-out/proto/read-proto-lock.ts'
import type { Module } from '../module/define-module.ts'
import { withOperations } from '../operations/operations-module.ts'
import { withPrivacy } from '../privacy/privacy-module.ts'
import { withProfiling } from '../profiling/profiling-module.ts'
import { inertEnvironment, type ModuleFactory } from './environment.ts'
import { withStaffModules } from './staff-modules.ts'
import type { Wiring } from './wiring.ts'

/** Writes openapi.json, asyncapi.json, schema.graphql, the .proto files and the lock of their numbers from the modules' own definitions. */
export async function writeContracts(options: {
  readonly modules: Readonly<Record<string, ModuleFactory>>
  readonly wiring: Pick<Wiring, 'system'> &
    Partial<Pick<Wiring, 'interfaces' | 'flags' | 'policies' | 'telemetry'>>
  readonly directory: URL
}): Promise<void> {
  const { flags, policies, telemetry } = options.wiring
  const own = Object.values(options.modules).map((create) => create(inertEnvironment))
  const profiled = withProfiling(own, telemetry?.profiles)
  const modules = withStaffModules(withOperations(withPrivacy(profiled)), {
    ...{ own, elsewhere: [], flags },
    policies: policies && describedOnly,
  })
  const about = { title: options.wiring.system, version: '1.0.0' }
  await mkdir(options.directory, { recursive: true })
  await writeFile(new URL('openapi.json', options.directory), json(emitOpenApi(modules, about)))
  await writeFile(new URL('asyncapi.json', options.directory), json(emitAsyncApi(modules, about)))
  const graphql = emitGraphql(modules, options.wiring.interfaces?.graphql)
  await writeFile(new URL('schema.graphql', options.directory), graphql)
  await writeProto(modules, options)
  if (policies) await writePolicySchema(modules, options.directory)
}

function describedOnly(): never {
  throw new TypeError('no policy decides while contracts are written')
}

/** What policies may speak of, for who writes them: https://docs.cedarpolicy.com/schema/human-readable-schema.html */
async function writePolicySchema(modules: readonly Module[], directory: URL): Promise<void> {
  const { policySchemaText } = await import('../policies/policy-schema-text.ts')
  await writeFile(new URL('policies.cedarschema', directory), policySchemaText(modules))
}

async function writeProto(
  modules: readonly Module[],
  { wiring, directory }: { wiring: Pick<Wiring, 'system'>; directory: URL },
): Promise<void> {
  const lock = await readProtoLock(directory)
  const files = emitProto(modules, { system: wiring.system, ...(lock ? { lock } : {}) })
  await rm(new URL('proto/', directory), { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) {
    const file = new URL(path, directory)
    await mkdir(new URL('./', file), { recursive: true })
    await writeFile(file, text)
  }
}

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
