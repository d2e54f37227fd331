import { phraseStops } from './numbers/nouns.ts'
import { splitSentences } from './text/sentences.ts'
import { tokenize } from './text/tokens.ts'

/** What the brief calls the system. */
export interface SystemName {
  system: string
  title: string
  summary: string
}

const makers = new Set('design build create develop make need want plan launch'.split(' '))
const fillers = new Set(['new', 'modern', 'scalable', 'robust', 'simple', 'small', 'complete'])
const plainNouns = new Set([
  'backend',
  'system',
  'service',
  'platform',
  'application',
  'app',
  'software',
])
const longestTitle = 6
/** In words, after the verb. */
const longestRequest = 12
const longestSummary = 300

/** Takes title and name from the first sentence: "Design a new e-commerce backend" is called that. */
export function nameSystem(prose: string, fallback: string): SystemName {
  const first = splitSentences(prose)[0] ?? { start: 0, end: prose.length }
  const sentence = prose.slice(first.start, first.end).replace(/\s+/g, ' ')
  const words = subjectWords(prose, first)
  const telling = words.filter((word) => !plainNouns.has(word.toLowerCase()))
  return {
    system: toSystem(telling.join('-')) || fallback,
    title:
      titleOfRequest(sentence) ||
      titleBeforeColon(sentence) ||
      titleOfHeading(sentence, prose.slice(first.end)) ||
      capitalize(words.join(' ')) ||
      capitalize(fallback.replaceAll('-', ' ')),
    summary:
      sentence.length > longestSummary ? `${sentence.slice(0, longestSummary - 1)}…` : sentence,
  }
}

const request =
  /^(?:please )?(?:design|build|create|develop|make|plan|implement|propose)(?: (?:a|an|the|our|new))* (?<subject>[^.!:]+)[.!]?$/i

// "Design a GraphQL API for chats" is called by all of its words; a sentence that goes on is not.
function titleOfRequest(sentence: string): string {
  const subject = request.exec(sentence.trim())?.groups?.subject ?? ''
  return subject.split(' ').length <= longestRequest ? capitalize(subject) : ''
}

const finite =
  /\b(?:is|are|was|were|has|have|had|do|does|must|can|may|should|shall|will|would|needs?|wants?|sells?|runs?|keeps?|uses?|let|lets)\b/i
const subjects = /^(?:we|our|i|my|a|an|the|it|each|every|all|people|users|customers|you|your)\b/i

// "Webhook delivery with retries and signatures" before the rest of a text says what the rest is about; nobody does anything in it.
function titleOfHeading(sentence: string, rest: string): string {
  const heading = sentence.trim().replace(/[.:]$/, '')
  const words = heading.split(' ')
  const said = rest.trim() !== '' && words.length > 1 && words.length <= longestRequest
  return said &&
    !finite.test(heading) &&
    !subjects.test(heading) &&
    !/[,;]/.test(heading.replace(/\([^)]*\)/g, ''))
    ? capitalize(heading)
    : ''
}

/** "Food delivery: customers order …" is called by what stands before its colon. */
function titleBeforeColon(sentence: string): string {
  const [heading = '', rest] = sentence.trim().split(/:\s/, 2)
  const isHeading = /^\w[\w -]*$/.test(heading) && heading.split(' ').length <= longestTitle
  return rest !== undefined && isHeading && !finite.test(heading) && !subjects.test(heading)
    ? capitalize(heading)
    : ''
}

/** Makes a name that can be a folder and a database: lower case, digits and hyphens. */
export function toSystem(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}

// The noun phrase after "Design a …" or at the start "A …", up to the first word that ends one.
function subjectWords(prose: string, span: { start: number; end: number }): string[] {
  const tokens = tokenize(prose, span)
  const article = tokens.findIndex(({ text }, index) => isArticle(text) && index < 4)
  const opened = article === 0 || makers.has(tokens[article - 1]?.text ?? '')
  if (article < 0 || !opened) return []
  const words: string[] = []
  for (const token of tokens.slice(article + 1)) {
    if (token.text === '-' && words.length > 0) {
      words.push(`${words.pop()}-`)
      continue
    }
    if (token.kind === 'symbol' || phraseStops.has(token.text)) break
    if (fillers.has(token.text)) continue
    const last = words.at(-1)
    if (last?.endsWith('-')) words[words.length - 1] = last + token.raw
    else words.push(token.raw)
    if (words.length === longestTitle) break
  }
  const whole = words.map((word) => word.replace(/-$/, ''))
  // "A carrier wants" begins with its owner; "A personal-finance service" with the system.
  const isSystem = whole.some((word) => plainNouns.has(word.toLowerCase()))
  return article > 0 || isSystem ? whole : []
}

function isArticle(text: string): boolean {
  return ['a', 'an', 'the', 'our'].includes(text)
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
