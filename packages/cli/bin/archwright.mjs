#!/usr/bin/env node
// Runs the command on the pinned Node, whatever Node started this.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../../scripts/with-node.mjs', import.meta.url))
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const { status } = spawnSync(process.execPath, [launcher, main, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
