// node scripts/lock.ts
//
// Completes package-lock.json after `npm install`. A registry mirror may lack packages for platforms
// nobody near it uses; npm then leaves them out of the lock file, and the next `npm ci` refuses the
// file as out of date, on every platform. What is missing is known: it is in the name.

import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Finding } from './sources.ts'

interface LockedPackage {
  version?: string
  optionalDependencies?: Record<string, string>
  dev?: boolean
  [field: string]: unknown
}

interface LockFile {
  packages: Record<string, LockedPackage>
}

const platform =
  /(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|wasm32|win32|windows)-?(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|wasi|x64)/

export function readLock(root: string): LockFile {
  return JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
}

/** Optional packages of other platforms which the lock file ought to name and does not. */
export function checkLock(lock: LockFile): Finding[] {
  return findMissing(lock).map(({ place }) => {
    const problem = `lacks ${place}: npm ci will refuse it; run \`node scripts/lock.ts\``
    return { file: 'package-lock.json', line: 1, problem }
  })
}

/** The lock file with an entry for each; npm needs no more of a package it will not install here. */
export function completeLock(lock: LockFile): LockFile {
  const added = findMissing(lock).map(({ place, version, dev }) => {
    const [, system, cpu] = platform.exec(place) ?? []
    const os = system === 'windows' ? 'win32' : system // Node's own name for it
    if (!os || !cpu) throw new Error(`${place} is missing, and its name says no platform`)
    const only = os === 'wasm32' ? { cpu: [os] } : { cpu: [cpu], os: [os] }
    const libc = place.endsWith('-musl') ? { libc: ['musl'] } : {}
    return [place, { version, ...only, ...libc, ...(dev ? { dev } : {}), optional: true }] as const
  })
  const all = [...Object.entries(lock.packages), ...added]
  const sorted = all.sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(sorted) }
}

function findMissing({ packages }: LockFile) {
  return Object.entries(packages).flatMap(([from, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, from, name))
      // A platform's package has the version of what asks for it, so never a range.
      .filter(([, version]) => /^\d/.test(version))
      .map(([name, version]) => ({ place: `node_modules/${name}`, version, dev })),
  )
}

/** Looks where Node would: beside the package that asks, then further and further up. */
function isLocked(packages: LockFile['packages'], from: string, name: string): boolean {
  for (let folder = from; ; folder = path.posix.dirname(folder)) {
    if (path.posix.join(folder, 'node_modules', name) in packages) return true
    if (folder === '.' || folder === '') return false
  }
}

if (import.meta.main) {
  const root = path.resolve(import.meta.dirname, '..')
  const completed = JSON.stringify(completeLock(readLock(root)), null, 2)
  writeFileSync(path.join(root, 'package-lock.json'), `${completed}\n`)
}
