import { readFile } from 'node:fs/promises'

import { moduleFolder } from '@archwright/modules/ready'

import { type BuiltFile, yours } from '../built-file.ts'
import { filesIn } from '../files-in.ts'
import { writeFrontEnd } from '../front-ends/write-front-end.ts'
import type { ModulePlan } from '../plan-modules.ts'
import { writeModule } from '../written/write-module.ts'
import { offeredFile } from './offered-file.ts'

/** The source of the modules, ready, written or joined of them: the user's from the first day. */
export async function moduleFiles({ ready, written, frontEnds }: ModulePlan): Promise<BuiltFile[]> {
  const copied = (await Promise.all(ready.map(copyModule))).flat()
  const offered = offeredFile({ ready, written })
  return [
    ...copied.map((file) => (file.path === offered.path ? offered : file)),
    ...written.flatMap(writeModule),
    ...frontEnds.flatMap(writeFrontEnd),
  ]
}

async function copyModule(name: string): Promise<BuiltFile[]> {
  const folder = moduleFolder(name)
  return Promise.all(
    (await filesIn(folder)).map(async (file) =>
      yours(`src/modules/${name}/${file}`, await readFile(new URL(file, folder))),
    ),
  )
}
