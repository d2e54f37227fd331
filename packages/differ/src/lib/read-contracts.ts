import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'

import { InputError } from '@archwright/model/light'
import { parse } from 'yaml'

import type { ContractKind } from './change.ts'

/** A contract as it was found. */
export interface Contract {
  readonly kind: ContractKind
  /** Path inside the folder that was named; the contracts of two folders are paired by it. */
  readonly name: string
  readonly file: string
  readonly text: string
}

const kindOfEnding: Readonly<Record<string, ContractKind>> = {
  '.graphql': 'graphql',
  '.graphqls': 'graphql',
  '.gql': 'graphql',
  '.proto': 'proto',
}
const documents = new Set(['.json', '.yaml', '.yml'])
const mostBytes = 20_000_000

/** The contracts of a file or a folder. @throws InputError where there is none, or none that can be read. */
export async function readContracts(place: string): Promise<Contract[]> {
  const found = await stat(place).catch(() => undefined)
  if (!found) throw problem(place, 'there is no such file or folder')
  if (found.isFile()) {
    const contract = await readContract(place, path.basename(place))
    if (!contract) throw problem(place, 'is no contract')
    return [contract]
  }
  const names = (await readdir(place, { recursive: true })).filter(isCandidate).sort()
  const read = await Promise.all(names.map((name) => readContract(path.join(place, name), name)))
  const contracts = read.filter((contract) => contract !== undefined)
  if (contracts.length === 0) throw problem(place, 'there is no contract in this folder')
  return contracts
}

function isCandidate(name: string): boolean {
  const ending = path.extname(name)
  const hidden = /(^|[/\\])(node_modules|\.[^/\\]+)([/\\]|$)/.test(name)
  return !hidden && (ending in kindOfEnding || documents.has(ending))
}

/** Undefined for a JSON or YAML file that is something else. */
async function readContract(file: string, name: string): Promise<Contract | undefined> {
  const { size } = await stat(file)
  if (size > mostBytes) throw problem(file, `has ${size.toLocaleString('en')} bytes`)
  const text = await readFile(file, 'utf8')
  const kind = kindOfEnding[path.extname(file)] ?? kindOfDocument(parseDocument(file, text))
  return kind && { kind, name, file, text }
}

function kindOfDocument(document: unknown): ContractKind | undefined {
  const fields = Object(document)
  if (typeof fields.openapi === 'string') return 'openapi'
  return typeof fields.asyncapi === 'string' ? 'asyncapi' : undefined
}

/** Reads JSON or YAML. @throws InputError with the line. */
export function parseDocument(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 })
  } catch (error) {
    throw problem(file, `cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export function problem(where: string, what: string): InputError {
  return new InputError([{ where, what, right: howToName }])
}

const howToName =
  'name two OpenAPI 3 or AsyncAPI 3 documents (JSON, YAML), GraphQL schemas, .proto files, or two folders of them'
