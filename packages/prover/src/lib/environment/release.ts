import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What a release does not bring along: what was installed, and what proofs have left. */
const leftBehind = new Set(['node_modules', 'evidence', '.git', 'data'])

/** Migrations that a release adds, by module: file name → SQL. */
export type AddedMigrations = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Copies a built project to `to`, with migrations more: the release after it. Answers its folder. */
export async function placeRelease(
  project: string,
  to: string,
  added: AddedMigrations,
): Promise<string> {
  await mkdir(to, { recursive: true })
  for (const name of await readdir(project)) {
    if (!leftBehind.has(name))
      await cp(path.join(project, name), path.join(to, name), { recursive: true })
  }
  await symlink(path.join(project, 'node_modules'), path.join(to, 'node_modules'))
  for (const [module, files] of Object.entries(added)) {
    for (const [name, sql] of Object.entries(files))
      await writeFile(path.join(migrationsOf(to, module), name), sql)
  }
  return to
}

/** Modules of a project that have tables of their own. */
export async function modulesWithTables(project: string): Promise<string[]> {
  const modules = path.join(project, 'src/modules')
  const found: string[] = []
  for (const entry of await readdir(modules, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const files = await readdir(migrationsOf(project, entry.name)).catch(() => [])
    if (files.length > 0) found.push(entry.name)
  }
  return found
}

const migrationsOf = (project: string, module: string) =>
  path.join(project, 'src/modules', module, 'migrations')
