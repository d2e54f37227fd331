import { changeBrief, type DesignOptions, design } from '@archwright/designer'
import type { Brief, Design } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import type { Command } from 'commander'

import { readChanges } from '../read-changes.ts'
import { readInput } from '../read-input.ts'
import { readMeasured } from '../read-measured.ts'

interface Options {
  measured?: string
  json?: true
  explain?: string
  whatIf?: string
}

export function addDesign(program: Command): void {
  program
    .command('design')
    .description('prints the proposal for a brief, or the whole design as JSON')
    .argument('[brief]', 'a file, the prose itself, or - for standard input')
    .option('--json', 'the design, or what was asked of it, as JSON')
    .option('--explain <decision>', 'one decision in full, by its id (D-07) or key (topology)')
    .option(
      '--what-if <changes>',
      'what differs with other numbers: orders.rate=10x,availability=99.9%',
    )
    .option(
      '--measured <evidence>',
      'what a proof measured in place of the priors: its evidence.json',
    )
    .action(async (argument: string | undefined, options: Options) => {
      process.stdout.write(await answer(await readInput(argument), options))
    })
}

/** Loads the documents' renderers where they are needed: a program that asks for JSON does not wait for them. */
async function answer(brief: Brief, options: Options): Promise<string> {
  const how = await readMeasured(options.measured)
  if (options.whatIf !== undefined) return differenceOf(brief, options.whatIf, { ...options, how })
  const designed = design(brief, how)
  if (options.explain !== undefined) return decisionText(designed, options.explain, options.json)
  if (options.json) return wholeDesign(designed)
  const { proposal } = await import('@archwright/writer/proposal')
  return proposal(designed)
}

/** What differs in the design of a brief with other numbers: "orders.rate=10x,availability=99.9%". */
export async function differenceOf(
  brief: Brief,
  changes: string,
  { json, how = {} }: { json?: true; how?: DesignOptions } = {},
): Promise<string> {
  const after = design(changeBrief(brief, readChanges(changes)), how)
  const { compareDesigns, differenceText } = await import('@archwright/writer')
  const difference = compareDesigns(design(brief, how), after)
  return json ? toJson(difference) : differenceText(difference)
}

/** One decision in full, by its id (D-07) or key (topology). */
export async function decisionText(designed: Design, name: string, json = false): Promise<string> {
  const found = designed.decisions.find(({ id, key }) => id === name.toUpperCase() || key === name)
  if (!found) {
    const known = designed.decisions.map(({ id, key }) => `${id} ${key}`).join(', ')
    throw new InputError([
      {
        where: name,
        what: 'is no decision of this design',
        right: `one of ${known}`,
      },
    ])
  }
  if (json) return toJson(found)
  const { decisionRecord } = await import('@archwright/writer/proposal')
  return decisionRecord(designed, found)
}

/** The design with what was read (facts, assumptions, not understood) on top, for programs. */
function wholeDesign(designed: Design): string {
  const { brief, ...rest } = designed
  const { facts, assumptions, notUnderstood } = brief
  return toJson({ brief, facts, assumptions, notUnderstood, ...rest })
}

const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
