import { citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { largestPrimary } from '../data/store.ts'

/** How posts reach those who follow; asked where a feed is shown. */
export const feed: Question = {
  key: 'feed',
  area: 'messaging',
  question: 'Is a feed put together when a post is written, or when the feed is read?',
  weights: { capacity: 3, simplicity: 3, fit: 3 },
  varies: ['load'],
  choices: (_, chosen) => ({ special: inWords[chosen] ?? [] }),
  judge,
  explain,
}

const inWords: Readonly<Record<string, string[]>> = {
  'delivered when written': ['fan-out-on-write'],
  'delivered when written, the most followed merged when read': [
    'hybrid-fan-out',
    'fan-out-on-write',
  ],
}

function judge(situation: Situation): Candidate[] {
  const { deliveries, readCores } = loadOf(situation)
  const uneven = situation.signals.any('popular', 'high-traffic')
  const list = figure('cache.redis')
  return [
    {
      name: 'gathered when read',
      scores: {
        capacity: comfort(largestPrimary, readCores),
        simplicity: 1,
        fit: uneven ? 0.2 : 0.7,
      },
      ruledOut: outIf(
        readCores > largestPrimary,
        () =>
          `merging ${show(figure('feed.followers'))} authors at each read keeps ${show(readCores)} cores busy, more than ${show(largestPrimary)}`,
      ),
    },
    {
      name: 'delivered when written',
      scores: { capacity: comfort(list, deliveries), simplicity: 0.65, fit: uneven ? 0.4 : 1 },
      ruledOut: outIf(
        uneven,
        () =>
          `a post of someone with ${show(10 * figure('feed.popular'))} followers would take ${duration((10 * figure('feed.popular')) / list)} of one list store`,
      ),
    },
    {
      name: 'delivered when written, the most followed merged when read',
      scores: { capacity: 1, simplicity: 0.4, fit: uneven ? 1 : 0.6 },
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { posts, reads, deliveries, readCores } = loadOf(situation)
  const followers = figure('feed.followers')
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${frequency(posts, 'posts')} × ${show(followers)} followers are ${frequency(deliveries, 'deliveries')}, against ${frequency(reads, 'reads')}`,
    because: [
      {
        text: `Written: ${show(posts)} × ${show(followers)} = ${frequency(deliveries, 'entries')}; read: ${show(reads)} × ${show(followers)} authors = ${frequency(reads * followers, 'lookups')}, ${show(readCores)} cores`,
        from: [...citeLoad(situation), 'feed.followers', 'work.statement.database'],
      },
      {
        text: `From ${show(figure('feed.popular'))} followers on a post is merged when read: delivering it would hold up all others`,
        from: ['feed.popular', 'cache.redis'],
      },
    ],
    consequences:
      chosen === 'gathered when read'
        ? [
            'One query over the authors one follows, newest first, by an index on author and time',
            'Nothing is stored twice; who follows somebody new sees the past at once',
          ]
        : [
            'A feed is a list of some hundred ids in memory, kept for those who came by lately; others get theirs by gathering, once',
            'Delivery is work for later: it may lag by seconds, and the author reads the own post from the post’s store',
            'A deleted post is left out when the feed is read; lists are not searched for it',
          ],
  }
}

function loadOf({ loads }: Situation) {
  const ofFeed = loads.filter(({ operation }) =>
    /feed|post|timeline|tweet|story/i.test(operation.name),
  )
  const sum = (kind: string) =>
    ofFeed
      .filter(({ operation }) => operation.kind === kind)
      .reduce((total, { peakPerSecond }) => total + peakPerSecond, 0)
  const posts = sum('command')
  const reads = sum('query')
  const followers = figure('feed.followers')
  const readCores = (reads * followers * figure('work.statement.database')) / 1000
  return { posts, reads, deliveries: posts * followers, readCores }
}
