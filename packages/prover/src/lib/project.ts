import { access, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

import type { Design } from '@archwright/model'
import { InputError } from '@archwright/model/light'

import type { OpenApi } from './contracts/openapi.ts'

/** A built project as the prover sees it: its folder, its design, its emitted contract. */
export interface ProvableProject {
  directory: string
  design: Design
  openapi: OpenApi
}

/** @throws InputError when the folder does not hold a built project, or its libraries are not installed. */
export async function readProject(directory: string): Promise<ProvableProject> {
  const folder = path.resolve(directory)
  const lock = await readJson<{ design?: Design }>(folder, 'archwright.lock.json')
  const openapi = await readJson<OpenApi>(folder, 'contracts/openapi.json')
  if (!lock.design?.claims || !lock.design.mix) {
    throw notBuilt(path.join(folder, 'archwright.lock.json'), 'holds no design with claims and mix')
  }
  await checkInstalled(folder)
  return { directory: folder, design: lock.design, openapi }
}

/** Its libraries may stand in a folder above, as in a workspace. */
async function checkInstalled(folder: string): Promise<void> {
  const kit =
    createRequire(path.join(folder, 'package.json')).resolve.paths('@archwright/kit') ?? []
  const found = kit.map((place) => access(path.join(place, '@archwright/kit')))
  await Promise.any(found).catch(() => {
    const right = `run npm install in ${folder} first`
    throw new InputError([{ where: folder, what: 'has no libraries installed', right }])
  })
}

async function readJson<Document>(folder: string, name: string): Promise<Document> {
  const file = path.join(folder, name)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw notBuilt(file, 'is missing')
  try {
    return JSON.parse(text) as Document // written by the builder, in the shape of the model
  } catch {
    throw notBuilt(file, 'is not JSON')
  }
}

function notBuilt(where: string, what: string): InputError {
  return new InputError([{ where, what, right: 'give the folder that `archwright build` wrote' }])
}
