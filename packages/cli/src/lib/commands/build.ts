import { readFile } from 'node:fs/promises'
import path from 'node:path'

import type { BuildResult } from '@archwright/builder'
import { type DesignOptions, design } from '@archwright/designer'
import type { Brief } from '@archwright/model'
import type { Command } from 'commander'

import { progress } from '../progress.ts'
import { readInput } from '../read-input.ts'
import { readMeasured } from '../read-measured.ts'

interface Options {
  out: string
  measured?: string
  json?: true
}

export function addBuild(program: Command): void {
  program
    .command('build')
    .description(
      'writes the backend of a brief into a folder; again on a changed brief: your files stay',
    )
    .argument('[brief]', 'a file, the prose itself, or - for standard input')
    .requiredOption('--out <dir>', 'a new or empty folder, or one built before')
    .option(
      '--measured <evidence>',
      'what a proof measured, in place of the priors: its evidence.json',
    )
    .option('--json', 'what was written, as JSON')
    .action(async (argument: string | undefined, options: Options) => {
      const brief = await readInput(argument)
      const { result, summary } = await buildProject(brief, {
        argument,
        out: options.out,
        how: await readMeasured(options.measured),
        progress,
      })
      process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : summary)
    })
}

export interface Building {
  /** How the brief was named. */
  readonly argument: string | undefined
  /** The project's folder. */
  readonly out: string
  readonly how?: DesignOptions
  progress(line: string): void
}

/** Builds what a brief asks for, and says in words what was written. */
export async function buildProject(
  brief: Brief,
  { argument, out, how = {}, progress }: Building,
): Promise<{ result: BuildResult; summary: string }> {
  // Loaded here: the other commands start faster without the modules and their libraries.
  const { build } = await import('@archwright/builder')
  const briefYaml = await yamlOf(brief, argument, out)
  const result = await build(design(brief, how), { out, briefYaml, progress })
  return { result, summary: summaryOf(result) }
}

/** As it was understood; the project's own brief.yaml keeps its words and comments. */
async function yamlOf(brief: Brief, argument: string | undefined, out: string): Promise<string> {
  const own = path.join(path.resolve(out), 'brief.yaml')
  const isOwn = argument !== undefined && path.resolve(argument) === own
  if (isOwn) return readFile(own, 'utf8')
  const { writeYaml } = await import('@archwright/reader/yaml')
  return writeYaml(brief)
}

function summaryOf({ out, written, kept, replaced, removed, notes }: BuildResult): string {
  const lines = [`${out}: ${written.length} files written`]
  if (kept.length > 0) lines.push(`${kept.length} of yours left as they are`)
  if (removed.length > 0) lines.push(`${removed.length} no longer needed, removed`)
  if (replaced.length > 0) {
    lines.push(
      `changed by hand, replaced (the old text is in ${out}/.archwright/replaced): ${replaced.join(', ')}`,
    )
  }
  lines.push(...notes)
  return `${lines.join('\n')}\nnext: cd ${out} && npm install && npm start\n`
}
