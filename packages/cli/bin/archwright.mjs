#!/usr/bin/env node
// Runs the command on the pinned Node, whatever Node started this.
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../../scripts/with-node.mjs', import.meta.url))
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const { status } = spawnSync(process.execPath, [launcher, main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Compiled sources are kept between runs: a second run starts in half the time.
  env: { NODE_COMPILE_CACHE: path.join(tmpdir(), 'archwright-compiled'), ...process.env },
})
process.exit(status ?? 1)
