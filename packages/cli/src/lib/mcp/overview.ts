import type { Design } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import { summaryText, writeDocuments } from '@archwright/writer'

/** A design in short: numbers, what to answer first, each decision by its id, and what else there is to read. */
export function overview(designed: Design): string {
  const { decisions, openQuestions, conflicts, brief } = designed
  return [
    summaryText(designed),
    list(
      'What cannot all be had',
      conflicts.map(({ demands, nearest }) => `${demands.join('; ')}. Nearest: ${nearest}`),
    ),
    list(
      'Not understood',
      brief.notUnderstood.map(({ text }) => text),
    ),
    list(
      'Questions, the most telling first',
      openQuestions.map(({ ask, changes }) => `${ask} (may change ${changes.length} decisions)`),
    ),
    list(
      'Decisions, each explained by explain_decision',
      decisions.map(({ id, key, answer }) => `${id} ${key}: ${answer}`),
    ),
    list('Documents, each given by read_document', pathsOf(designed)),
  ].join('')
}

/** One document of a design, whole. Throws InputError for a path that it does not have. */
export function documentOf(designed: Design, path: string): string {
  const found = writeDocuments(designed).find((file) => file.path === path)
  if (found) return found.text
  const right = `one of ${pathsOf(designed).join(', ')}`
  throw new InputError([{ where: path, what: 'is no document of this design', right }])
}

/** The records of decisions are left out: they are explained one by one. */
function pathsOf(designed: Design): string[] {
  return writeDocuments(designed)
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('docs/decisions/'))
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}\n${lines.map((line) => `- ${line}\n`).join('')}`
}
