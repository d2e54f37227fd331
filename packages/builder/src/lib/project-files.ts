import type { Design } from '@archwright/model'
import { writeDocuments } from '@archwright/writer'

import { contractFiles } from './files/contract-files.ts'
import { mainFiles } from './files/main-file.ts'
import { moduleFiles } from './files/module-files.ts'
import { packageFiles } from './files/package-files.ts'
import { wiringFile } from './files/wiring-file.ts'
import { packKit } from './pack-kit.ts'

export interface BuiltFile {
  path: string
  owner: 'user' | 'archwright'
  content: string | Uint8Array
}

/** Every file of a design's project except its lock, ordered by path. */
export async function projectFiles(design: Design, briefYaml: string): Promise<BuiltFile[]> {
  const kit = await packKit()
  const files: BuiltFile[] = [
    { path: 'brief.yaml', owner: 'user', content: briefYaml },
    ...writeDocuments(design).map(({ path, text }) => ours(path, text)),
    ...(await contractFiles(design)),
    ...(await moduleFiles(design)),
    ...mainFiles(design),
    wiringFile(design),
    ...packageFiles(design, kit.file),
    { path: `vendor/${kit.file}`, owner: 'archwright', content: kit.content },
  ]
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function ours(path: string, content: string): BuiltFile {
  return { path, owner: 'archwright', content }
}
