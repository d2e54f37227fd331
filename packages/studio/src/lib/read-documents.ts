import { readFile } from 'node:fs/promises'
import path from 'node:path'

import type { Design, Evidence } from '@archwright/model'
import { InputError } from '@archwright/model/light'

import type { StudioDocuments } from './page/page.ts'

/** Reads what a project's folder holds: the design of its lock, the diagram, the evidence if any. */
export async function readDocuments(directory: string): Promise<StudioDocuments> {
  const lock = await read(directory, 'archwright.lock.json')
  if (lock === undefined) {
    throw new InputError([
      {
        where: directory,
        what: 'holds no archwright.lock.json',
        right: 'name the folder of a built project: archwright build BRIEF --out DIR',
      },
    ])
  }
  const { design }: { design: Design } = JSON.parse(lock)
  const evidence = await read(directory, 'evidence/evidence.json')
  return {
    design,
    evidence: evidence === undefined ? undefined : (JSON.parse(evidence) as Evidence), // written by our prover
    diagram: await read(directory, 'docs/diagrams/container.svg'),
  }
}

function read(directory: string, file: string): Promise<string | undefined> {
  return readFile(path.join(directory, file), 'utf8').catch(() => undefined)
}
