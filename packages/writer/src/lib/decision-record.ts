import type { Decision, Design, Option } from '@archwright/model'

import { paths } from './paths.ts'
import { grades, ruleValue, sourceOf } from './proposal/grounds.ts'
import { changesAt } from './proposal/section.ts'
import { type References, referencesFrom } from './references.ts'
import { blocks, bullets, code, heading, prose, sentence, table } from './text/markdown.ts'
import { number, quantity } from './text/quantity.ts'

/** One decision as a record in the MADR form (https://adr.github.io/madr/). */
export function decisionRecord(design: Design, decision: Decision): string {
  const refs = referencesFrom(paths.decision(decision), design)
  const text = blocks(
    heading(1, `${decision.id} ${prose(decision.key)}: ${prose(decision.chosen)}`),
    `Area: ${decision.area}. Part of ${refs.to(paths.proposal, 'the proposal')}.`,
    part('Context and problem', prose(decision.question), context(design, decision)),
    part('Decision drivers', drivers(refs, decision)),
    part('Considered options', optionTable(decision)),
    part('Outcome', outcome(decision), sureness(decision)),
    part('Consequences', bullets(decision.consequences.map(sentence))),
    part('Changes at', bullets(decision.flips.map(changesAt))),
    part('Sources', sources(design, decision)),
  )
  return `${text}\n`
}

function part(title: string, ...body: readonly string[]): string {
  const text = blocks(...body)
  return text === '' ? '' : blocks(heading(2, title), text)
}

function context({ brief }: Design, decision: Decision): string {
  const cited = new Set(decision.because.flatMap(({ from }) => from))
  const facts = brief.facts.filter(({ id }) => cited.has(id))
  const assumed = brief.assumptions.filter(({ id }) => cited.has(id))
  return bullets([
    ...facts.map(({ id, text }) => `The brief says “${prose(text)}” (${id}).`),
    ...assumed.map(({ id, about, value, unit, why }) => {
      const given = typeof value === 'number' ? quantity(value, unit) : prose(`${value} ${unit}`)
      return `Assumed for ${code(about)}: ${given} (${id}). ${sentence(why)}`
    }),
  ])
}

function drivers(refs: References, { because }: Decision): string {
  return bullets(
    because.map(({ text, from }) =>
      from.length > 0 ? `${prose(text)} (${refs.list(from)})` : sentence(text),
    ),
  )
}

function optionTable({ options, chosen }: Decision): string {
  const criteria = [...new Set(options.flatMap(({ scores }) => Object.keys(scores)))]
  return table(
    [
      { title: 'Option' },
      ...criteria.map((title) => ({ title: prose(title), align: 'right' as const })),
      { title: 'Total', align: 'right' },
      { title: 'Verdict' },
    ],
    options.map((option) => [
      prose(option.name),
      ...criteria.map((criterion) => score(option.scores[criterion])),
      option.ruledOut === undefined ? score(option.total) : '',
      verdict(option, chosen),
    ]),
  )
}

const score = (value: number | undefined): string => (value === undefined ? '' : number(value, 2))

function verdict({ name, ruledOut }: Option, chosen: string): string {
  if (ruledOut !== undefined) return `ruled out: ${prose(ruledOut)}`
  return name === chosen ? '**chosen**' : 'scored lower'
}

function outcome({ chosen, answer, because }: Decision): string {
  const why = because[0]
  return `Chosen: **${prose(chosen)}**${why ? `, because: ${sentence(why.text)}` : '.'} ${sentence(answer)}`
}

/** In how many of the worlds that the brief allows the option wins. */
function sureness({ confidence }: Decision): string {
  if (confidence === undefined) return ''
  const { worlds, share } = confidence
  const wins = Math.round(share * worlds)
  return wins === worlds
    ? `It wins in all ${worlds} worlds tried: what the brief leaves open, and what work costs, anywhere in their intervals.`
    : `It wins in ${wins} of ${worlds} worlds tried, in which what the brief leaves open, and what work costs, lies anywhere in its interval.`
}

function sources({ rules }: Design, { because }: Decision): string {
  const cited = new Set(because.flatMap(({ from }) => from))
  return bullets(
    rules
      .filter(({ id }) => cited.has(id))
      .map(
        (rule) =>
          `${code(rule.id)}: ${sentence(rule.says)} ${ruleValue(rule)}, for: ${sentence(rule.conditions)} ${sourceOf(rule)}, ${grades[rule.grade]}, retrieved ${rule.retrieved}.`,
      ),
  )
}
