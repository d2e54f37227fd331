import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

import { hashOf } from '@archwright/builder'

const run = promisify(execFile)

interface Options {
  progress(line: string): void
  signal: AbortSignal
}

/** `npm install` in a built project, unless what it would install is there already. */
export async function installProject(
  directory: string,
  { progress, signal }: Options,
): Promise<void> {
  const marker = path.join(directory, 'node_modules/.archwright-installed')
  const wanted = hashOf(await readFile(path.join(directory, 'package.json')))
  const kit = hashOf(await readFile(path.join(directory, 'vendor', await kitFile(directory))))
  const state = `${wanted} ${kit}`
  if ((await readFile(marker, 'utf8').catch(() => '')) === state) {
    progress('project dependencies are installed')
    return
  }
  progress('installing the dependencies of the project (npm install)')
  // npm keeps the integrity of the kit it installed; a rebuilt kit has the same version and other bytes.
  const args = [
    'install',
    '--omit=dev',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--ignore-scripts',
  ]
  await run('npm', args, { cwd: directory, signal, timeout: 300_000 })
  await mkdir(path.dirname(marker), { recursive: true })
  await writeFile(marker, state)
}

async function kitFile(directory: string): Promise<string> {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(path.join(directory, 'package.json'), 'utf8'),
  )
  return path.basename(manifest.dependencies['@archwright/kit'] ?? '')
}
