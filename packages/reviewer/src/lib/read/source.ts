import {
  type CallExpression,
  type Expression,
  type NewExpression,
  type Node,
  type Program,
  parseSync,
  visitorKeys,
} from 'oxc-parser'

import type { TextFile } from './text-file.ts'
import { Unreadable } from './unreadable.ts'

/** Stands in a literal's text for what a template computes: the object replacement character. */
export const hole = '\uFFFC'

export interface Call {
  /** As written, without arguments: "axios.post", "this.prisma.order.findMany", "Pool". */
  name: string
  node: CallExpression | NewExpression
  /** From the program down to its parent. */
  ancestors: readonly Node[]
}

export interface Literal {
  /** Its text; what a template computes reads as a hole. */
  value: string
  at: number
  /** From the program down to its parent. */
  ancestors: readonly Node[]
}

/** Where a file runs: only servers answer many callers at once. `either` where nothing in it says. */
export type Role = 'server' | 'browser' | 'script' | 'either'

/** Where nothing says, a project without pages is a server. */
export function isForServers(role: Role, hasPages: boolean): boolean {
  return role === 'server' || (role === 'either' && !hasPages)
}

/** A TypeScript or JavaScript file. */
export interface SourceDocument {
  file: TextFile
  program: Program
  role: Role
  calls: readonly Call[]
  literals: readonly Literal[]
  /** Names of the imported modules. */
  imports: ReadonlySet<string>
  /** Names that stand for something of another module here. */
  bindings: ReadonlySet<string>
}

/** Throws Unreadable when the file does not parse. */
export function readSource(file: TextFile): SourceDocument {
  const { program, errors } = parseSync(file.path, file.text, language(file.path))
  const [error] = errors
  if (error && program.body.length === 0) {
    const { line, column } = file.position(error.labels[0]?.start ?? 0)
    throw new Unreadable(`${error.message} at line ${line}, column ${column}`)
  }
  const calls: Call[] = []
  const literals: Literal[] = []
  const imports = new Set<string>()
  const bindings = new Set<string>()
  walk(program, [], (node, ancestors) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const name = nameOf(node.callee)
      calls.push({ name, node, ancestors: [...ancestors] })
      if (name === 'require') addImport(imports, node.arguments[0])
    }
    if (node.type === 'ImportDeclaration') {
      imports.add(node.source.value)
      for (const { local } of node.specifiers) bindings.add(local.name)
    }
    const value = literalText(node)
    if (value !== undefined) literals.push({ value, at: node.start, ancestors: [...ancestors] })
  })
  return { file, program, role: roleOf(file, imports), calls, literals, imports, bindings }
}

function addImport(imports: Set<string>, node: Node | undefined): void {
  const name = node && literalText(node)
  if (name) imports.add(name)
}

/** Plain JavaScript often holds JSX under its plain ending. */
function language(path: string): { lang?: 'jsx' } {
  return /\.[cm]?js$/i.test(path) ? { lang: 'jsx' } : {}
}

/** Visits a node and all below it, parents first. */
export function walk(
  node: Node,
  ancestors: Node[],
  enter: (node: Node, ancestors: readonly Node[]) => void,
): void {
  enter(node, ancestors)
  ancestors.push(node)
  for (const key of visitorKeys[node.type] ?? []) {
    // A visitor key holds a node, a list with holes, or nothing; the parser's types do not say so.
    const child = (node as unknown as Record<string, unknown>)[key] as Node | (Node | null)[] | null
    if (Array.isArray(child)) {
      for (const item of child) if (item) walk(item, ancestors, enter)
    } else if (child) walk(child, ancestors, enter)
  }
  ancestors.pop()
}

/** "a.b.c" of a callee; a call or an index inside reads through: `db.select().from` is "db.select.from". */
export function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'ThisExpression') return 'this'
  if (node.type === 'MemberExpression') {
    const property = 'name' in node.property ? node.property.name : ''
    return `${nameOf(node.object)}.${node.computed ? '' : property}`
  }
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return nameOf(node.callee)
  if (node.type === 'AwaitExpression') return nameOf(node.argument)
  if (node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression')
    return nameOf(node.expression)
  if (node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression')
    return nameOf(node.expression)
  return ''
}

/** The text of a string or template; undefined for anything else. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  return node.quasis.map(({ value }) => value.cooked ?? value.raw).join(hole)
}

/** An object's property by name, also in quotes; undefined when absent. */
export function propertyOf(node: Node | undefined, name: string): Expression | undefined {
  if (node?.type !== 'ObjectExpression') return undefined
  for (const property of node.properties) {
    if (property.type !== 'Property') continue
    const key = property.key
    const called = key.type === 'Identifier' ? key.name : literalText(key)
    if (called === name) return property.value as Expression
  }
  return undefined
}

/** True when an object is spread into it, so that what it holds is not known. */
export function hasSpread(node: Node | undefined): boolean {
  return (
    node?.type === 'ObjectExpression' &&
    node.properties.some(({ type }) => type === 'SpreadElement')
  )
}

export function isFunction(node: Node): boolean {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  )
}

const browserModules =
  /^(react|react-dom|react-native|vue|svelte|solid-js|preact|@angular\/|@tauri-apps\/|@capacitor\/|@urql\/|expo|next\/(navigation|router|link|image))/
const serverModules =
  /^(node:|server-only$|express|fastify|koa|hono|@nestjs\/|@hapi\/|next\/(server|headers)|pg$|pg-|ioredis|redis|bullmq|kysely|knex|typeorm|sequelize|mongoose|@prisma\/|drizzle-orm|@aws-sdk\/|nodemailer|stripe$|(fs|http|https|crypto|stream|child_process|net|os)$)/
const scriptFolder =
  /(^|\/)(scripts?|bin|tools?|seeds?|seeders?|examples?|docs?|benchmarks?|([\w-]+-)?cli|load[-_]?tests?|migrations?|alterations?)\//i
const browserFolder =
  /\.[jt]sx$|(^|\/)(client|frontend|browser|components|hooks|ui|www|public|static|assets|[\w-]*(native|mobile)[\w-]*)\//i
const serverFolder =
  /(^|\/)([\w-]*(server|backend|worker)[\w-]*|api|services?|functions|lambdas?|jobs|queues?|tasks|handlers?|routes?|controllers?|repositor(y|ies))\/|\.server\./i

function roleOf({ path, text }: TextFile, imports: ReadonlySet<string>): Role {
  const modules = [...imports]
  const head = text.slice(0, 500)
  if (scriptFolder.test(path) || text.startsWith('#!')) return 'script'
  if (/(^|\/)(seed|migrate)[^/]*\.[cm]?[jt]s$/i.test(path)) return 'script'
  if (browserFolder.test(path) || /^['"]use client['"]/m.test(head)) return 'browser'
  if (modules.some((name) => browserModules.test(name))) return 'browser'
  if (/\b(window|document)\.\w+|\bimport\.meta\.env\b/.test(text)) return 'browser'
  if (serverFolder.test(path) || /^['"]use server['"]/m.test(head)) return 'server'
  return modules.some((name) => serverModules.test(name)) ? 'server' : 'either'
}
