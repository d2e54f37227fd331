import { findImports, type Import, packageOf } from './imports.ts'
import type { Finding, SourceFile } from './sources.ts'

const workers = ['reader', 'designer', 'writer', 'builder', 'prover', 'reviewer', 'differ']

/**
 * Who may import whom. Imports go down only; the workers meet in the documents of `model`, not in
 * one another's code, and the kit knows nothing of briefs and designs. See ARCHITECTURE.md.
 */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  model: [],
  kit: [],
  modules: ['kit'],
  reader: ['model'],
  designer: ['model'],
  writer: ['model'],
  // It reads the ready modules' definitions and has the kit emit their contracts.
  builder: ['model', 'writer', 'kit', 'modules'],
  prover: ['model'],
  reviewer: ['model'],
  differ: ['model'],
  studio: ['model', ...workers],
  cli: ['model', ...workers, 'studio'],
  scripts: ['kit', 'model', 'reader', 'designer'],
  benchmarks: ['kit', 'modules', 'model', ...workers],
}

/** Imports against the arrows, into another package's inside, or from one domain module into another. */
export function checkArrows(files: readonly SourceFile[], root: string): Finding[] {
  return files
    .flatMap((file) => findImports(file, root))
    .flatMap((found) => {
      const problem = findProblem(found)
      return problem ? [{ file: found.from, line: found.line, problem }] : []
    })
}

function findProblem({ from, to, specifier }: Import): string | undefined {
  if (!to) return undefined
  const [importer, imported] = [packageOf(from), packageOf(to)]
  if (isForTests(from) && testEntries.includes(specifier)) return undefined
  if (importer === imported) return importer === 'modules' ? findModuleProblem(from, to) : undefined
  const allowed = arrows[importer]
  if (!allowed) return `\`${importer}\` has no row in scripts/arrows.ts`
  if (!allowed.includes(imported)) {
    return `${importer} imports ${imported}; it may import ${allowed.join(', ') || 'nothing of ours'}`
  }
  if (specifier.startsWith('.'))
    return `\`${specifier}\` reaches into ${imported}: import @archwright/${imported}`
  return undefined
}

/** What the tests of every package may use: private databases, and required programs. */
const testEntries = ['@archwright/kit/testing', '@archwright/kit/postgres']

function isForTests(file: string): boolean {
  return /\.test\.ts$|\/testing\//.test(file)
}

/** A module exports what may be asked and heard, its contract, and nothing else. */
function findModuleProblem(from: string, to: string): string | undefined {
  const [importer, imported] = [from, to].map(
    (file) => /^packages\/modules\/src\/([^/]+)\//.exec(file)?.[1],
  )
  if (!imported || importer === imported || !importer) return undefined
  const isContract = to === `packages/modules/src/${imported}/contract.ts`
  // A test assembles an application of several modules, and uses what they offer for tests.
  const isTest = /\.test\.ts$|\/testing\//.test(from)
  const folder = `packages/modules/src/${imported}`
  const isOffered = to === `${folder}/index.ts` || to.startsWith(`${folder}/testing/`)
  if (isContract || (isTest && isOffered)) return undefined
  return `module ${importer} reaches into module ${imported}: only ${imported}/contract.ts may be imported`
}
