import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { Brief, Design, Evidence, Project } from '@archwright/model'

import type { Finding } from './sources.ts'

const documents = { brief: Brief, design: Design, project: Project, evidence: Evidence }

/** The JSON Schemas (draft 2020-12) of the four documents, for editors and other programs. */
export function schemaFiles(): { file: string; text: string }[] {
  return Object.entries(documents).map(([name, schema]) => {
    const document = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }
    return { file: `schemas/${name}.json`, text: `${JSON.stringify(document, null, 2)}\n` }
  })
}

/** Schemas that are not what the model says; `npm run schemas` writes them. */
export function checkSchemas(root: string): Finding[] {
  return schemaFiles()
    .filter(({ file, text }) => readOrEmpty(path.join(root, file)) !== text)
    .map(({ file }) => ({
      file,
      line: 1,
      problem: 'differs from the model: run `npm run schemas`',
    }))
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

if (import.meta.main) {
  mkdirSync('schemas', { recursive: true })
  for (const { file, text } of schemaFiles()) writeFileSync(file, text)
}
