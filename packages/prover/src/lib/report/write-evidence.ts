import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { Evidence } from '@archwright/model'

import { renderEvidence } from './markdown.ts'

/** Writes evidence/evidence.json and evidence/evidence.md into a project's folder; returns their paths. */
export async function writeEvidence(directory: string, evidence: Evidence): Promise<string[]> {
  const folder = path.join(directory, 'evidence')
  await mkdir(folder, { recursive: true })
  const files = [
    { name: 'evidence.json', text: `${JSON.stringify(evidence, null, 2)}\n` },
    { name: 'evidence.md', text: renderEvidence(evidence) },
  ]
  return await Promise.all(files.map(({ name, text }) => replace(path.join(folder, name), text)))
}

/** A reader never sees half a file. */
async function replace(file: string, text: string): Promise<string> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
  return file
}
