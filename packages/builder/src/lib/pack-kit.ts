import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

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
  const manifest = JSON.parse(await readFile(path.join(kitFolder, 'package.json'), 'utf8'))
  const file = `archwright-kit-${manifest.version}.tgz`
  const known = await readFile(cached).catch(() => undefined)
  if (known) return { file, content: known }

  const work = await mkdtemp(path.join(tmpdir(), 'archwright-kit-'))
  try {
    await compile(work)
    await writeFile(path.join(work, 'package.json'), JSON.stringify(published(manifest), null, 2))
    await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', work], {
      cwd: work,
      timeout: 60_000,
    })
    const content = await readFile(path.join(work, file))
    await mkdir(cache, { recursive: true })
    await writeFile(`${cached}.${process.pid}`, content)
    await rename(`${cached}.${process.pid}`, cached)
    return { file, content }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function compile(work: string): Promise<void> {
  const typescript = path.dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const project = path.join(kitFolder, 'tsconfig.pack.json')
  const dist = path.join(work, 'dist')
  await run(process.execPath, [path.join(typescript, 'bin/tsc'), '-p', project, '--outDir', dist], {
    timeout: 60_000,
  })
  for (const name of await sourceFiles(path.join(kitFolder, 'src'))) {
    if (!name.endsWith('.ts') && !/(^|\/)testing\//.test(name)) {
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

async function sourceFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort()
}

/** The manifest as a registry would carry it: compiled entries, no development dependencies. */
function published(
  manifest: { exports: Record<string, string>; dependencies: Record<string, string> } & object,
): object {
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
