// npm test [-- <part of a path> …] [--<option of node --test> …]
//
// Runs all tests, or those whose path contains one of the parts, on real dependencies: tests share one
// PostgreSQL that is started on demand and stopped here at the end.

import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism, constants } from 'node:os'
import path from 'node:path'

import { stopTestServer } from '@archwright/kit/postgres'

/** For a file and for each test in it. */
const LIMIT_MS = 180_000

const root = path.resolve(import.meta.dirname, '..')
const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const parts = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

const files = findTests(parts.map((part) => path.relative(root, path.resolve(part))))
if (files.length === 0) {
  console.error(`no test file's path contains ${parts.map((part) => `\`${part}\``).join(' or ')}`)
  process.exit(2)
}
console.error(`Running the tests of ${files.length} files …`)
process.exitCode = await runTests(files)
await stopTestServer()

function findTests(wanted: readonly string[]): string[] {
  const skipped = new Set(['node_modules', 'out', 'dist', '.data'])
  const exclude = (name: string) => skipped.has(path.basename(name))
  return globSync('{packages,scripts,benchmarks}/**/*.test.ts', { cwd: root, exclude })
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort()
}

/** Resolves with the exit code. Ctrl-C reaches the runner by itself; we wait for it, to clean up. */
function runTests(files: readonly string[]): Promise<number> {
  const limits = [`--test-timeout=${LIMIT_MS}`, `--test-concurrency=${availableParallelism()}`]
  const args = ['--test', ...limits, '--test-reporter=spec', ...options, ...files]
  const runner = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => runner.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    runner.on('error', reject)
    runner.on('exit', (code, signal) =>
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)),
    )
  })
}
