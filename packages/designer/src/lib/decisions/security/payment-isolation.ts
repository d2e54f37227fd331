import type { Question } from '../../decision.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'

/** Whether payments run apart from everything else. */
export const paymentIsolation: Question = {
  key: 'payments.isolation',
  area: 'security',
  question: 'How far apart do payments run?',
  weights: { isolation: 2, simplicity: 3 },
  varies: [],
  judge: ({ brief }) => {
    const cards = brief.entities.some(({ name }) => /card|pan\b/i.test(name) && !/cart/i.test(name))
    return [
      {
        name: 'a module and schema of its own, card data only at the provider',
        scores: { isolation: 0.8, simplicity: 1 },
        ruledOut: outIf(cards, () => 'card data are kept, so their process is audited in full'),
      },
      {
        name: 'a process, database and network of its own',
        scores: { isolation: 1, simplicity: 0.3 },
      },
      {
        name: 'within orders',
        scores: { isolation: 0, simplicity: 1 },
        ruledOut: 'the audit would cover all of orders',
      },
    ]
  },
  explain: () => ({
    answer: `A module with its own schema and role; card fields are the provider’s, which leaves about ${figure('payment.saq-a')} controls instead of 330`,
    because: [
      {
        text: `With every card field in the provider’s frame only a token reaches us: the shortest questionnaire, SAQ A, about ${figure('payment.saq-a')} controls`,
        from: ['payment.saq-a'],
      },
    ],
    consequences: [
      'Only payments holds the provider’s key and sees its webhooks, verified on the raw body',
      'Payments can be set apart by wiring alone the day an auditor asks',
    ],
  }),
}
