import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { filesIn } from './files-in.ts'

const run = promisify(execFile)
const kitFolder = path.dirname(path.dirname(fileURLToPath(import.meta.resolve('@archwright/kit'))))

export interface PackedKit {
  /** archwright-kit-0.1.0.tgz */
  file: string
  content: Uint8Array
}

/**
 * The kit as an npm package: JavaScript with types, because Node strips types from source files only outside
 * node_modules. Compiled once per state of the kit's source and kept under node_modules/.cache.
 */
export async function packKit(): Promise<PackedKit> {
  const hash = await sourceHash()
  const cache = path.join(kitFolder, 'node_modules/.cache/archwright')
  const cached = path.join(cache, `kit-${hash}.tgz`)
  const file = fileOf(await readManifest())
  const known = await readFile(cached).catch(() => undefined)
  if (known) return { file, content: known }

  const content = await compileKit()
  await mkdir(cache, { recursive: true })
  await writeFile(`${cached}.${process.pid}`, content)
  await rename(`${cached}.${process.pid}`, cached)
  return { file, content }
}

/** Compiles and packs the kit: the same source gives the same bytes. */
export async function compileKit(): Promise<Uint8Array> {
  const manifest = await readManifest()
  const work = await mkdtemp(path.join(tmpdir(), 'archwright-kit-'))
  try {
    await compile(work)
    await writeFile(path.join(work, 'package.json'), JSON.stringify(published(manifest), null, 2))
    const options = ['--silent', '--ignore-scripts', '--pack-destination', work]
    await run('npm', ['pack', ...options], { cwd: work, timeout: 60_000 })
    return await readFile(path.join(work, fileOf(manifest)))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

interface Manifest {
  version: string
  exports: Record<string, string>
  dependencies: Record<string, string>
}

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(kitFolder, 'package.json'), 'utf8'))
}

function fileOf({ version }: Manifest): string {
  return `archwright-kit-${version}.tgz`
}

async function compile(work: string): Promise<void> {
  const typescript = path.dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const project = path.join(kitFolder, 'tsconfig.pack.json')
  const dist = path.join(work, 'dist')
  await run(process.execPath, [path.join(typescript, 'bin/tsc'), '-p', project, '--outDir', dist], {
    timeout: 60_000,
  })
  for (const name of await sourceFiles(path.join(kitFolder, 'src'))) {
    if (!name.endsWith('.ts')) {
      await cp(path.join(kitFolder, 'src', name), path.join(dist, name))
    }
  }
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256')
  const sources = (await sourceFiles(path.join(kitFolder, 'src'))).map((name) => `src/${name}`)
  for (const name of ['package.json', 'tsconfig.pack.json', ...sources]) {
    hash.update(name).update(await readFile(path.join(kitFolder, name)))
  }
  return hash.digest('hex').slice(0, 24)
}

/** What the package is made of, without tests and what only they use. */
async function sourceFiles(root: string): Promise<string[]> {
  return (await filesIn(root)).filter((name) => !/\.(test|fixture)\.ts$|(^|\/)testing\//.test(name))
}

/** The manifest as a registry would carry it: compiled entries, no development dependencies. */
function published(manifest: Manifest): object {
  const exports = Object.entries(manifest.exports).map(([key, source]) => {
    const name = source.replace('./src/', './dist/').replace(/\.ts$/, '')
    return [key, { types: `${name}.d.ts`, default: `${name}.js` }]
  })
  return {
    ...manifest,
    exports: Object.fromEntries(exports),
    files: ['dist'],
    devDependencies: undefined,
  }
}
