import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** What node:test takes as a test's options. */
export interface BinaryRequirement {
  /** Why the test is skipped; false to run it. */
  skip: string | false
}

/**
 * For tests that need a program of the machine: `it('draws', requireBinary('chromium'), …)`.
 * Without the program the test is skipped on a laptop, saying so; under CI it fails, because a check
 * that silently did not run proves nothing. Several names are alternatives.
 */
export function requireBinary(...names: readonly [string, ...string[]]): BinaryRequirement {
  if (findBinary(...names)) return { skip: false }
  const missing = `${names.join(' or ')} is not installed`
  if (process.env.CI) throw new Error(`${missing}, and CI may not skip this test`)
  return { skip: missing }
}

/** The path of the first of the programs found in PATH. */
export function findBinary(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
