import { citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { figure, interval } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { isOneOrder } from './placement-needs.ts'

/** The language and framework that the service is written in. */
export const runtime: Question = {
  key: 'runtime',
  area: 'core',
  question: 'In which language and framework is it written?',
  weights: { built: 3, fit: 2, team: 3 },
  varies: ['load'],
  judge,
  explain,
}

interface Stack {
  name: string
  /** How a team says that it knows it. */
  known: RegExp
  /** How well it fits work that waits for others, and work that computes: 0..1. */
  waiting: number
  computing: number
}

const stacks: readonly Stack[] = [
  {
    name: 'Node.js with TypeScript (Fastify)',
    known: /node|typescript|javascript|nest|express|fastify/i,
    waiting: 1,
    computing: 0.4,
  },
  { name: 'Go (standard library, Chi)', known: /^go$|golang/i, waiting: 0.9, computing: 0.9 },
  {
    name: 'Java (Spring Boot)',
    known: /java$|kotlin|spring|jvm|quarkus/i,
    waiting: 0.8,
    computing: 0.9,
  },
  { name: 'C# (ASP.NET Core)', known: /c#|\.net|asp/i, waiting: 0.9, computing: 0.9 },
  { name: 'Python (FastAPI)', known: /python|django|fastapi|flask/i, waiting: 0.7, computing: 0.3 },
  { name: 'Ruby (Rails)', known: /ruby|rails/i, waiting: 0.5, computing: 0.2 },
  { name: 'Rust (Axum)', known: /rust/i, waiting: 0.7, computing: 1 },
]

function judge(situation: Situation): Candidate[] {
  const knows = situation.brief.team.knows ?? []
  const computing = isOneOrder(situation)
  const most = interval('node.hello').high
  const rate = situation.lead?.peakPerSecond ?? 0
  return stacks.map(({ name, known, ...fits }, index) => ({
    name,
    scores: {
      // Only the first is what the project is built in; the others are written by hand.
      built: index === 0 ? 1 : 0,
      fit: computing ? fits.computing : fits.waiting,
      team: knows.length === 0 ? 0.7 : knows.some((word) => known.test(word)) ? 1 : 0.3,
    },
    ruledOut: outIf(
      index === 0 && computing && rate > most,
      () => `${frequency(rate, 'decisions')} in one order exceed the ${show(most)} of one process`,
    ),
  }))
}

function explain(situation: Situation, chosen: string): Explanation {
  const { lead, totals, brief } = situation
  const knows = brief.team.knows ?? []
  const ours = chosen === stacks[0]?.name
  const share = totals.appCores / Math.max(1e-9, totals.callsPerSecond)
  return {
    answer: ours
      ? `${chosen}: a call computes for ${show(share * 1000)} ms and waits for the rest, which one event loop does for thousands at a time`
      : `${chosen} for the part that decides; the modules around it are built in ${stacks[0]?.name}`,
    because: [
      {
        text: `One Fastify process answered ${show(interval('node.hello').low)} to ${frequency(interval('node.hello').high, 'empty requests')}; the peak here is ${frequency(totals.publicCallsPerSecond, 'calls')}, so the language is not what limits it`,
        from: [...(lead ? citeLoad(situation) : []), 'node.hello'],
      },
      {
        text:
          knows.length > 0
            ? `The team knows ${knows.join(', ')}: what people know weighs as much as what is ready, ${figure('work.request.app')} ms a request in any case`
            : `The team’s languages are not stated; what is ready-made and tested decides, at ${figure('work.request.app')} ms a request`,
        from: ['work.request.app'],
      },
    ],
    consequences: [
      'Work that computes for more than 10 ms (pictures, reports, hashes) runs in worker threads or a job process, never in the loop that answers',
      'Go or the JVM would be right for one part that computes without end, Python for one that serves models; each is a process behind the same contract',
      'The contracts, the database and the deployment are the same in any of these languages; only the modules are written anew',
    ],
  }
}
