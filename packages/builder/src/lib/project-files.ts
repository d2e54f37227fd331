import { readFile } from 'node:fs/promises'
import path from 'node:path'

import type { Design } from '@archwright/model'
import { writeDocuments } from '@archwright/writer'

import { type BuiltFile, ours, yours } from './built-file.ts'
import { contractFiles } from './files/contract-files.ts'
import { gatewayFiles } from './files/gateway-file.ts'
import { policyFiles } from './files/guard-lines.ts'
import { mainFiles } from './files/main-file.ts'
import { moduleFiles } from './files/module-files.ts'
import { packageFiles } from './files/package-files.ts'
import { wiringFile } from './files/wiring-file.ts'
import { filesIn } from './files-in.ts'
import { packKit } from './pack-kit.ts'
import type { ModulePlan } from './plan-modules.ts'

export interface ProjectParts {
  design: Design
  plan: ModulePlan
  briefYaml: string
  /** The project's folder; what the user changed there is seen by the contracts. */
  out: string
}

/** Every file of a design's project except its lock, ordered by path. */
export async function projectFiles({
  design,
  plan,
  briefYaml,
  out,
}: ProjectParts): Promise<BuiltFile[]> {
  const kit = await packKit()
  const modules = await moduleFiles(plan)
  const sources = await withEdits(out, modules)
  const contracts = await contractFiles({
    system: design.system,
    title: design.title,
    modules: plan.names,
    files: sources,
    out,
  })
  const files: BuiltFile[] = [
    ours('brief.yaml', briefYaml),
    ...writeDocuments(design).map(({ path, text }) => ours(path, text)),
    ...contracts,
    ...gatewayFiles(design, plan.names, contracts),
    ...modules,
    ...policyFiles(design),
    ...mainFiles(plan.names, design.brief.objectives),
    wiringFile(
      design,
      plan.names,
      plan.written.some(({ tenantScoped }) => tenantScoped),
    ),
    ...packageFiles(design, plan, kit.file),
    ours(`vendor/${kit.file}`, kit.content),
  ]
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The modules' source as the project will have it: the user's files stay, so they are what runs. */
async function withEdits(out: string, modules: readonly BuiltFile[]): Promise<BuiltFile[]> {
  const folder = path.join(out, 'src/modules')
  const there = await Promise.all(
    (await filesIn(folder)).map(async (file) =>
      yours(`src/modules/${file}`, await readFile(path.join(folder, file))),
    ),
  )
  const paths = new Set(there.map((file) => file.path))
  return [...there, ...modules.filter((file) => !paths.has(file.path))]
}
