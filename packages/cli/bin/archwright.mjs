#!/usr/bin/env node
// Runs the command on the pinned Node: in this process where it is new enough, otherwise by the launcher.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import module from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const WANTED_MAJOR = 24
const root = fileURLToPath(new URL('../../../', import.meta.url))
const main = new URL('../src/main.ts', import.meta.url)
// Compiled sources are kept between runs: a second run starts in half the time.
const compiled = process.env.NODE_COMPILE_CACHE ?? path.join(tmpdir(), 'archwright-compiled')

if (Number.parseInt(process.versions.node, 10) >= WANTED_MAJOR && isInstalled()) {
  module.enableCompileCache(compiled)
  // What it starts finds the same Node.
  process.env.PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter)
  await import(main)
} else {
  const launcher = path.join(root, 'scripts', 'with-node.mjs')
  const args = [launcher, fileURLToPath(main), ...process.argv.slice(2)]
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled }
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env })
  process.exit(status ?? 1)
}

/** Whether dependencies were installed after the lock file last changed; the launcher looks closer. */
function isInstalled() {
  const changed = (file) => statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return changed('node_modules/.package-lock.json') > changed('package-lock.json')
}
