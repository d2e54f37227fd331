import { sections } from '../references.ts'
import { blocks, prose, sentence, table } from '../text/markdown.ts'
import { money, moneyRange } from '../text/money.ts'
import { type Scene, section } from './section.ts'

/** What a month costs, part by part, and whether the budget allows it. */
export function costSection({ design, refs }: Scene): string {
  const { currency, pricesOf, lines, low, mid, high, without, budget } = design.cost
  const cents = (amount: number) => money(amount, currency)
  return section(
    sections.cost,
    `A month at the stated load costs ${moneyRange(low, high, currency)}, usually about ${cents(mid)}, at prices of ${pricesOf}. The low end is a cheaper provider and engines run by oneself; the high end one large cloud, on demand.`,
    table(
      [
        { title: 'Part' },
        { title: 'Driven by' },
        { title: 'Low', align: 'right' },
        { title: 'Usual', align: 'right' },
        { title: 'High', align: 'right' },
        { title: 'Prices' },
      ],
      lines.map((line) => [
        prose(line.part),
        prose(line.drivenBy),
        cents(line.low),
        cents(line.mid),
        cents(line.high),
        refs.list(line.from),
      ]),
    ),
    budget && blocks(`Budget: ${sentence(budget.statement)}`),
    budget?.cheaper === undefined
      ? ''
      : `The nearest design that fits gives up something: ${sentence(budget.cheaper)}`,
    `Not in it: ${sentence(without.charAt(0).toLowerCase() + without.slice(1))}`,
  )
}
