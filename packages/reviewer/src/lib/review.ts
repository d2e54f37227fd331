import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

import { InputError } from '@archwright/model/light'

import { isExcused } from './excuse.ts'
import type { Finding } from './finding.ts'
import { type ApiDocument, readApi } from './read/api.ts'
import { recognize, type TreeKind, worthParsing } from './read/recognize.ts'
import { isForTests, isMade } from './read/relevance.ts'
import { readSchema, schemaFolder } from './read/schema.ts'
import { readSource } from './read/source.ts'
import { foreignDialect, readSql, type SqlDocument } from './read/sql.ts'
import { readCompose, readKubernetes, type System, scaledNames } from './read/system.ts'
import { type TextFile, textFile } from './read/text-file.ts'
import { readTrees, type TreeDocument } from './read/tree-document.ts'
import { Unreadable } from './read/unreadable.ts'
import { comparePaths, walk } from './read/walk.ts'
import type { Documents, Kind, Place, Rule, Surroundings } from './rule.ts'
import { rulesByKind } from './rules/index.ts'

export interface Review {
  /** How many documents of each kind were read. */
  read: Record<Kind, number>
  /** By file, line, column and rule. */
  findings: readonly Finding[]
  /** Files that could have been of interest, and why they were not read. */
  skipped: readonly { file: string; why: string }[]
}

export interface ReviewOptions {
  /** Told of long work, a line at a time. */
  progress?: (line: string) => void
}

/** A Prometheus rule, also inside a ConfigMap, or an Alertmanager that is deployed. */
const definesAlert = /^\s*(-\s*)?["']?alert["']?:|image:.*alertmanager/m

/** Go templates, as Helm has them. */
const isTemplate = /^\s*\{\{-?|\{\{-?\s*(\.|include|template|if|with|range|toYaml)/m

const mostBytes = 4_194_304
const progressEvery = 2_000

/**
 * Reads a file or a folder and objects to what an architect would object to.
 *
 * @throws InputError when there is nothing to review, or a single file cannot be read as what it is.
 */
export async function review(target: string, options: ReviewOptions = {}): Promise<Review> {
  const { root, files, isFile } = await walk(target)
  const work = new Work(root, isFile)
  const isSource = (file: string) => /\.[cm]?[jt]sx?$/i.test(file)
  const [sources, others] = [files.filter(isSource), files.filter((file) => !isSource(file))]
  for (const file of others) await work.readDocument(file)
  work.judgeDocuments(sources.some((file) => /\.[jt]sx$/i.test(file)))
  for (const [index, file] of sources.entries()) {
    await work.judgeSource(file)
    if (index % progressEvery === progressEvery - 1)
      options.progress?.(`${index + 1} of ${sources.length} source files`)
  }
  return work.finish()
}

/** A review on its way: documents are kept, since rules compare them; sources are read and forgotten. */
class Work {
  readonly #root: string
  readonly #isFile: boolean
  readonly #read: Record<Kind, number> = {
    openapi: 0,
    asyncapi: 0,
    sql: 0,
    schema: 0,
    deployment: 0,
    source: 0,
    design: 0,
  }
  readonly #findings = new Map<string, Finding>()
  readonly #skipped: { file: string; why: string }[] = []
  readonly #trees: { kind: TreeKind; document: TreeDocument }[] = []
  readonly #sql: SqlDocument[] = []
  readonly #owners = new Set<string>()
  #hasOwners = false
  #hasAlerts = false
  #around: Surroundings = {
    schemas: [],
    teams: undefined,
    hasAlerts: false,
    hasPages: false,
    scaled: new Set(),
  }

  constructor(root: string, isFile: boolean) {
    this.#root = root
    this.#isFile = isFile
  }

  async readDocument(path: string): Promise<void> {
    const file = await this.#open(path)
    if (!file) return
    if (definesAlert.test(file.text)) this.#hasAlerts = true
    if (/CODEOWNERS$/.test(path)) this.#readOwners(file)
    else if (/\.sql$/i.test(path)) this.#readSql(file)
    else if (worthParsing.test(file.text)) this.#readTree(file)
  }

  /** Applies the rules on everything but sources. */
  judgeDocuments(hasPages: boolean): void {
    const folders = Map.groupBy(this.#sql, ({ file }) => schemaFolder(file.path))
    const schemas = Array.from(folders, ([folder, documents]) => readSchema(folder, documents))
    const systems = this.#systems()
    this.#around = {
      schemas,
      scaled: new Set(systems.flatMap(scaledNames)),
      teams: this.#hasOwners ? this.#owners.size : undefined,
      hasAlerts: this.#hasAlerts,
      hasPages,
    }
    for (const { kind, document } of this.#trees) {
      if (kind === 'openapi') this.#judgeApi(readApi(document))
      if (kind === 'asyncapi' || kind === 'design') this.#judge(kind, document)
    }
    for (const document of this.#sql) this.#judge('sql', document)
    for (const schema of schemas) this.#judge('schema', schema)
    for (const system of systems) if (system.workloads.length > 0) this.#judge('deployment', system)
  }

  #judgeApi(api: ApiDocument): void {
    this.#judge('openapi', api)
    const why = 'operations in other files; bundle the document first'
    if (api.elsewhere > 0) this.#skip(api.file.path, `${api.elsewhere} ${why}`)
  }

  async judgeSource(path: string): Promise<void> {
    if (isForTests(path) || isMade(path)) return
    const file = await this.#open(path)
    if (!file || /@generated|do not edit/i.test(file.text.slice(0, 500))) return
    this.#attempt(file, () => this.#judge('source', readSource(file)))
  }

  finish(): Review {
    const counts = Object.values(this.#read)
    if (!counts.some((count) => count > 0) && this.#findings.size === 0) throw this.#nothing()
    const findings = Array.from(this.#findings.values()).sort(
      (a, b) =>
        comparePaths(a.file, b.file) ||
        a.line - b.line ||
        a.column - b.column ||
        comparePaths(a.rule, b.rule) ||
        comparePaths(a.message, b.message),
    )
    return { read: this.#read, findings, skipped: this.#skipped }
  }

  async #open(file: string): Promise<TextFile | undefined> {
    const found = path.join(this.#root, file)
    const { size } = await stat(found)
    if (size <= mostBytes) return textFile(file, await readFile(found, 'utf8'))
    const [bytes, most] = [size, mostBytes].map((count) => count.toLocaleString('en'))
    this.#skip(file, `it has ${bytes} bytes; ${most} are read at most`)
    return undefined
  }

  #readOwners({ text }: TextFile): void {
    this.#hasOwners = true
    for (const [owner] of text.replace(/#.*$/gm, '').matchAll(/(?<=\s)@\S+/g))
      this.#owners.add(owner)
  }

  #readSql(file: TextFile): void {
    if (isForTests(file.path)) return
    if (/[./_-]down\.sql$|(^|\/)down\//i.test(file.path)) return
    const dialect = foreignDialect(file)
    if (dialect) {
      this.#skip(file.path, `it is ${dialect}; PostgreSQL is read`)
      return
    }
    this.#attempt(file, () => this.#sql.push(readSql(file)))
  }

  #readTree(file: TextFile): void {
    if (isForTests(file.path)) return
    if (isTemplate.test(file.text)) {
      this.#skip(file.path, 'it is a template; render it first')
      return
    }
    this.#attempt(file, () => {
      for (const document of readTrees(file)) {
        const kind = recognize(document)
        if (kind) this.#trees.push({ kind, document })
      }
    })
  }

  #systems(): System[] {
    const of = (wanted: TreeKind) => this.#trees.filter(({ kind }) => kind === wanted)
    const compose = of('compose').map(({ document }) => readCompose(document))
    const folders = Map.groupBy(of('kubernetes'), ({ document }) =>
      path.dirname(document.file.path),
    )
    const kubernetes = Array.from(folders.values(), (documents) =>
      readKubernetes(documents.map(({ document }) => document)),
    )
    return [...compose, ...kubernetes].filter(
      ({ workloads, objects }) => workloads.length > 0 || objects.length > 0,
    )
  }

  #judge<K extends Kind>(kind: K, document: Documents[K]): void {
    this.#read[kind] += 1
    const rules: readonly Rule<K>[] = rulesByKind[kind]
    for (const rule of rules)
      for (const place of rule.find(document, this.#around)) this.#add(rule, place)
  }

  /** A single file that cannot be read is bad input; one of many is left out, and said to be. */
  #attempt(file: TextFile, read: () => void): void {
    try {
      read()
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      if (this.#isFile) throw problem(this.#name(file.path), error.message)
      this.#skip(file.path, `it does not parse: ${error.message}`)
    }
  }

  #add({ id, severity, why, instead, source }: Omit<Rule, 'find'>, { file, at, message }: Place) {
    const { line, column } = file.position(at)
    if (isExcused(file, line, id)) return
    const name = this.#name(file.path)
    const finding = { rule: id, severity, file: name, line, column, message, why, instead, source }
    this.#findings.set(`${name}:${line}:${column}:${id}:${message}`, finding)
  }

  #skip(file: string, why: string): void {
    this.#skipped.push({ file: this.#name(file), why })
  }

  #name(file: string): string {
    return path.posix.join(this.#root.split(path.sep).join('/'), file)
  }

  #nothing(): InputError {
    const [skipped] = this.#skipped
    return skipped
      ? problem(skipped.file, `it was not read: ${skipped.why}`)
      : problem(this.#root, 'there is nothing in it to review')
  }
}

function problem(where: string, what: string): InputError {
  const right =
    'OpenAPI 3, AsyncAPI, PostgreSQL, Compose, Kubernetes, TypeScript, JavaScript and designs of Archwright are reviewed'
  return new InputError([{ where, what, right }])
}
