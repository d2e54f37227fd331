import { downtimePerMonth } from '../../arithmetic/availability.ts'
import { type Placement, placements } from '../../availability-model.ts'
import { citeObjective } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { duration, percent } from '../../figures.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** How much is doubled so that faults go unnoticed. */
export const availability: Question = {
  key: 'availability',
  area: 'resilience',
  question: 'What is doubled, so that faults stay within the downtime budget?',
  weights: { simplicity: 3, margin: 2 },
  varies: ['availability', 'rpo', 'regions'],
  choices: ({ brief, signals }, chosen) => {
    const assumed = brief.assumptions.some(({ about }) => about === 'objectives.availability')
    const wanted = !assumed && signals.any('high-availability', 'no-loss')
    return { scaling: wanted && chosen.includes('standby') ? ['hot-standby'] : [] }
  },
  judge,
  explain,
}

const simplicity: Record<Placement, number> = {
  'one zone, restart on failure': 1,
  'two zones, synchronous standby, automatic failover': 0.7,
  'two regions, warm standby': 0.35,
  'two regions, both active': 0.1,
}

function judge(situation: Situation): Candidate[] {
  const { needs } = situation
  const allowed = 1 - needs.availability
  return placements.map((name) => {
    const lost = situation.lost[name]
    return {
      name,
      scores: {
        simplicity: simplicity[name],
        margin: Math.min(1, Math.max(0, Math.log10(allowed / lost))),
      },
      ruledOut:
        outIf(
          lost > allowed,
          () => `${percent(1 - lost)} by its faults, under ${percent(needs.availability)}`,
        ) ??
        outIf(
          needs.rpoSeconds < lossSeconds[name],
          () =>
            `may lose ${duration(lossSeconds[name])} of writes, more than ${duration(needs.rpoSeconds)}`,
        ) ??
        outIf(
          needs.regions > 1 && !name.startsWith('two regions'),
          () => `${needs.regions} regions are asked for`,
        ),
    }
  })
}

/** Writes lost when the worst fault the placement is meant for strikes. */
const lossSeconds: Record<Placement, number> = {
  'one zone, restart on failure': 60,
  'two zones, synchronous standby, automatic failover': 0,
  'two regions, warm standby': 0,
  'two regions, both active': 0,
}

function explain(situation: Situation, chosen: string): Explanation {
  const { needs } = situation
  const lost = situation.lost[chosen as Placement]
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${percent(1 - lost)} composed from faults and recoveries, against ${percent(needs.availability)} asked (${duration(downtimePerMonth(needs.availability))} a month)`,
    because: [
      {
        text: `${percent(needs.availability)} leaves ${duration(downtimePerMonth(needs.availability))} of downtime a month; recovery by hand takes longer than that by itself from 99.99 % on`,
        from: [
          ...citeObjective(situation, 'availability'),
          'availability.automatic',
          'recovery.by-hand',
        ],
      },
      {
        text: `Faults a year times the time to recover cost ${duration(lost * 365.25 * 86_400)} a year in this placement`,
        from: ['L-availability-composed', 'recovery.failover', 'recovery.process'],
      },
      {
        text: `An acknowledged write may be lost for ${duration(needs.rpoSeconds)} at most, which decides whether the standby must confirm each commit`,
        from: citeObjective(situation, 'rpoSeconds'),
      },
    ],
    consequences: [
      'A commit waits for the standby: one round trip between zones, 0.3 to 1.5 ms',
      'The product of published agreements is below what is composed from faults: an agreement is a promise of credits and not a measurement',
      'How often faults strike is assumed and named under the assumptions; what each costs is measured or published',
      'Only production can show four nines; a test shows the recovery times from which they are composed',
    ],
  }
}
