import type { Signal } from '@archwright/model/light'

import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, ChoicePart, Question, Reason } from '../../decision.ts'
import { figure, type RuleId } from '../../rules/catalog.ts'
import { isHumble } from '../../scale.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import type { VariableName } from '../../variables.ts'
import { type DataGroup, type DataKind, groupOf } from './kinds.ts'

/** Something PostgreSQL runs out of with one kind of data: the need, and the rule that says how much it carries. */
export interface Limit {
  rule: RuleId
  need(group: DataGroup): number
  /** A need or a capacity with its unit: "12,000 updates/s". */
  format(value: number): string
}

/** Where one kind of data lives: with the records, until a number or a stated need buys another family. */
export interface StoreSpec {
  key: string
  kind: DataKind
  question: string
  varies: readonly VariableName[]
  /** The family that a limit or a need buys, and its name in published designs. */
  bought: { name: string; family: string }
  /** Further options that are weighed and lose. */
  others: readonly Candidate[]
  limits: readonly Limit[]
  /** Words of the brief that are the need itself. */
  need(situation: Situation): Signal[]
  /** Why the start is enough, or the other family is bought; shown behind the numbers. */
  why: Readonly<Record<'start' | 'bought', string>>
  consequences: Readonly<Record<'start' | 'bought', readonly string[]>>
  choices?(situation: Situation, bought: boolean): ChoicePart
}

/** The option that costs nothing more. */
export const withRecords = 'with the records'

const weights = { simplicity: 3, capacity: 1, fit: 3 }

/** Builds the question of one kind of data. */
export function storeQuestion(spec: StoreSpec): Question {
  const { key, question, varies, kind, bought } = spec
  return {
    key,
    area: 'data',
    question,
    weights,
    varies,
    judge: (situation) => judge(spec, situation),
    explain: (situation, chosen) => {
      const side = chosen === withRecords ? 'start' : 'bought'
      const group = groupOf(situation, kind)
      const numbers = spec.limits.map(
        (limit) =>
          `${limit.format(limit.need(group))} against the ${carried(limit)} that one PostgreSQL carries of this`,
      )
      return {
        answer: `${chosen === withRecords ? 'With the records' : `A ${chosen}`} for ${group.holds.join(', ')}: ${numbers[0]}`,
        because: [
          ...spec.limits.map((limit, index) => ({
            text: numbers[index] ?? '',
            from: [...citeLoad(situation), limit.rule],
          })),
          ...stated(spec, situation),
          { text: spec.why[side], from: [] },
        ],
        consequences: [...spec.consequences[side]],
      }
    },
    choices: (situation, chosen) => {
      const isBought = chosen === bought.name
      const holds = isBought ? groupOf(situation, kind).holds : []
      const stores = Object.fromEntries(holds.map((name) => [name, bought.family]))
      return { stores, ...spec.choices?.(situation, isBought) }
    },
  }
}

function judge(spec: StoreSpec, situation: Situation): Candidate[] {
  const group = groupOf(situation, spec.kind)
  const broken = spec.limits.find((limit) => limit.need(group) > figure(limit.rule))
  const needed = !isHumble(situation) && spec.need(situation).length > 0
  const capacity = Math.min(
    ...spec.limits.map((limit) => comfort(figure(limit.rule), limit.need(group))),
  )
  return [
    {
      name: withRecords,
      scores: { simplicity: 1, capacity, fit: needed ? 0 : 0.7 },
      ruledOut: outIf(broken !== undefined, () =>
        broken ? `${broken.format(broken.need(group))} exceed ${carried(broken)}` : '',
      ),
    },
    {
      name: spec.bought.name,
      scores: { simplicity: 0.4, capacity: 1, fit: 1 },
      ruledOut: outIf(
        isHumble(situation) && broken === undefined,
        () => 'a second server where the brief wants 1 machine or a first try',
      ),
    },
    ...spec.others,
  ]
}

function stated(spec: StoreSpec, situation: Situation): Reason[] {
  const words = spec.need(situation)
  if (words.length === 0) return []
  const quoted = words.map((word) => quote(situation, word)).join(', ')
  return [{ text: `The brief says it: ${quoted}`, from: [] }]
}

const carried = ({ rule, format }: Limit): string => format(figure(rule))
