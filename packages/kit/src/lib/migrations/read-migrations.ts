import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

/** A numbered .sql file of a module. */
export interface Migration {
  readonly module: string
  readonly file: string
  readonly text: string
  readonly sha256: string
  /** One statement that PostgreSQL refuses in a transaction, such as CREATE INDEX CONCURRENTLY. */
  readonly alone: boolean
}

export interface MigrationFolder {
  readonly module: string
  readonly folder: URL
}

/** First line of a file with one statement that runs outside a transaction; it may run twice after a crash. */
const aloneLine = /^-- outside a transaction\b/

/** The files of the folders, in the order in which they are applied. */
export async function readMigrations(folders: readonly MigrationFolder[]): Promise<Migration[]> {
  return (await Promise.all(folders.map(readFolder))).flat()
}

async function readFolder({ module, folder }: MigrationFolder): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      return { module, file, text, sha256, alone: aloneLine.test(text) }
    }),
  )
}

export function nameOf({ module, file }: Pick<Migration, 'module' | 'file'>): string {
  return `${module}/${file}`
}
