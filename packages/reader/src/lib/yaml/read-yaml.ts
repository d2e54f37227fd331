import { Brief } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import { Value } from 'typebox/value'

import { checkBrief } from '../check-brief.ts'
import { checkSource } from '../check-source.ts'
import { completeShortBrief } from './complete-short-brief.ts'
import type { Decoding, Plain } from './decode.ts'
import { parseLocated } from './located.ts'
import { findSchemaProblems, locatePointer } from './schema-problems.ts'
import { decodeSections } from './sections.ts'
import { ShortBrief } from './short-brief.ts'

/**
 * Reads a brief in YAML. One that lists its `assumptions` is complete and taken as it stands; any other
 * is short: quantities may bear units ("1000/min", "200 ms", "99.99%"), and what is missing is assumed.
 * @throws InputError with the line, the path and what would be right, for each thing wrong
 */
export function readYaml(source: string): Brief {
  checkSource(source)
  const root = parseLocated(source)
  const decoding: Decoding = { problems: [], facts: [], lines: new Map() }
  const sections = decodeSections(root, decoding)
  const complete = root.entries.has('assumptions')
  const faults = findSchemaProblems(complete ? Brief : ShortBrief, sections, decoding.lines)
  const known = new Set(decoding.problems.map(({ where }) => where))
  const problems = [...decoding.problems, ...faults.filter(({ where }) => !known.has(where))]
  if (problems.length > 0) throw new InputError(problems)

  const brief = toBrief(sections, complete, decoding)
  checkBrief(brief, (path, origin) =>
    origin?.from === 'yaml'
      ? `line ${origin.line}, ${path}`
      : locatePointer(`/${path.replaceAll('.', '/')}`, decoding.lines),
  )
  return brief
}

function toBrief(sections: Plain, complete: boolean, decoding: Decoding): Brief {
  if (complete && Value.Check(Brief, sections)) return sections
  if (!complete && Value.Check(ShortBrief, sections)) return completeShortBrief(sections, decoding)
  throw new TypeError('the schema found no problem, yet refuses the brief')
}
