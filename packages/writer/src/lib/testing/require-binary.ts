import { spawnSync } from 'node:child_process'

/**
 * For tests that need a program of the machine: without it the test is skipped on a laptop, saying so;
 * under CI it fails, because a check that silently did not run proves nothing.
 */
export function requireBinary(name: string): { skip: string | false } {
  if (!spawnSync(name, ['--version']).error) return { skip: false }
  if (process.env.CI) throw new Error(`${name} is not installed, and CI may not skip this test`)
  return { skip: `${name} is not installed` }
}
