import { inertEnvironment } from '@archwright/kit/app'
import { emitAsyncApi, emitOpenApi } from '@archwright/kit/emit'
import type { Design } from '@archwright/model'
import { readyModule } from '@archwright/modules/ready'

import type { BuiltFile } from '../project-files.ts'

/** contracts/: emitted from the modules' own definitions, never from the design. */
export async function contractFiles(design: Design): Promise<BuiltFile[]> {
  const modules = design.modules.map(({ name }) => readyModule(name)(inertEnvironment))
  const about = { title: design.title, version: '1.0.0' }
  return [
    file('contracts/openapi.json', emitOpenApi(modules, about)),
    file('contracts/asyncapi.json', emitAsyncApi(modules, about)),
  ]
}

function file(path: string, document: object): BuiltFile {
  return { path, owner: 'archwright', content: `${JSON.stringify(document, null, 2)}\n` }
}
