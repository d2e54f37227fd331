import type { Dependency, ResiliencePolicy } from '@archwright/model'

import { longestWait, retryAmplification } from '../../arithmetic/resilience.ts'
import { citeAssumption, citeLoad } from '../../citations.ts'
import type { ChoicePart, Explanation, Question, Reason } from '../../decision.ts'
import { duration, frequency, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { attemptsFor, dependencyLoad, policyOf } from '../../sections/resilience.ts'
import type { Situation } from '../../situation.ts'

/** The key of the decision about one dependency. */
export const dependencyKey = (name: string) => `resilience.${name}`

/** Pools are always bounded; a design is said to have bulkheads where somebody asks for the isolation they give. */
function inWords({ signals }: Situation, chosen: string): ChoicePart {
  const retried = /(?<!no )retry/.test(chosen)
  const apart = signals.any('isolation', 'asks resilience')
  const named = signals.any('asks circuit-breaker', 'asks resilience')
  return {
    resilience: [
      'timeout',
      ...(retried ? ['retry', 'idempotency'] : []),
      ...(chosen.includes('breaker') ? ['circuit-breaker'] : []),
      ...(chosen.includes('bulkhead') && apart ? ['bulkhead'] : []),
    ],
    special: chosen.includes('fallback') && named ? ['fallback'] : [],
  }
}

const whole = 'timeout, budgeted retry, breaker, bulkhead and fallback'

/** What happens while an outside system is slow, failing, or gone. */
export function dependencyQuestion(dependency: Dependency): Question {
  const { name } = dependency
  const repeatable = dependency.idempotent ?? true
  return {
    key: dependencyKey(name),
    area: 'resilience',
    question: `What happens while ${name} is slow, failing, or gone?`,
    weights: { containment: 3, recovery: 2, simplicity: 1 },
    varies: [],
    asks: { 'circuit-breaker': whole, retry: whole },
    choices: inWords,
    judge: () => [
      {
        name: whole,
        scores: { containment: 1, recovery: 1, simplicity: 0.5 },
        ruledOut: outIf(
          !repeatable,
          () => `${name} is not idempotent, so a repeated call may act twice`,
        ),
      },
      {
        name: 'timeout, breaker, bulkhead and fallback, no retry',
        scores: { containment: 1, recovery: 0.6, simplicity: 0.6 },
      },
      {
        name: 'timeout and retry',
        scores: { containment: 0.4, recovery: 0.8, simplicity: 0.8 },
        ruledOut: outIf(!repeatable, () => `${name} is not idempotent`),
      },
      { name: 'timeout only', scores: { containment: 0.4, recovery: 0.3, simplicity: 1 } },
    ],
    explain: (situation) => explainPolicy(situation, dependency),
  }
}

function explainPolicy(situation: Situation, dependency: Dependency): Explanation {
  const { name } = dependency
  const { callsPerSecond, meanMs } = dependencyLoad(situation, dependency)
  const policy = policyOf(situation, dependency, '')
  const { timeoutMs, attempts, backoffMs, breaker, bulkhead } = policy
  const latency = citeAssumption(situation, `dependencies.${name}.latencyMs`)
  return {
    answer: `Time out after ${duration(timeoutMs / 1000)}, ${triesOf(policy)}, a breaker over ${breaker.windowSeconds} s, ${bulkhead.concurrent} calls at once`,
    because: [
      {
        text: `p99.9 of a mean of ${show(meanMs)} ms is ${show(meanMs * Math.log(1000))} ms; a floor of 1 s keeps unknown outcomes rare`,
        from: [...latency, 'timeout.percentile'],
      },
      ...fitting(dependency),
      {
        text: `At ${frequency(callsPerSecond, 'calls')} the ${figure('breaker.calls')} calls a breaker wants take ${callsPerSecond > 0 ? duration(figure('breaker.calls') / callsPerSecond) : 'for ever'}, so it looks back ${breaker.windowSeconds} s`,
        from: [...citeLoad(situation), 'breaker.calls', 'breaker.failures'],
      },
      {
        text: `${frequency(callsPerSecond, 'calls')} that each wait ${duration(timeoutMs / 1000)} need ${bulkhead.concurrent} slots with some to spare, so even a silent ${name} holds no more`,
        from: citeLoad(situation),
      },
      attempts === 1
        ? {
            text: `${name} is not idempotent: of 1 request, a retry could make 2 effects`,
            from: ['retry.attempts'],
          }
        : {
            text: `Retried at one layer only: at three layers one request could become ${retryAmplification(attempts, 3)} calls`,
            from: ['retry.attempts', 'retry.budget'],
          },
    ],
    consequences: [
      `One step gives up after ${duration(longestWait(timeoutMs / 1000, attempts, backoffMs / 1000))} at most, with full jitter between the attempts`,
      policy.fallback,
      `Open for ${breaker.openSeconds} s, then a single call probes while the rest is still refused: what comes back is not flooded`,
      attempts === 1
        ? 'A call that timed out may have succeeded; its job notes that before it is tried again'
        : 'A call that timed out is asked about by its key before it is undone',
    ],
  }
}

/** What the deadline of a call leaves for attempts, where it is less than a timeout at p99.9 each would take. */
function fitting(dependency: Dependency): Reason[] {
  const { attempts, timeoutMs, fits } = attemptsFor(dependency)
  const deadline = duration(figure('deadline.call'))
  const from = ['deadline.call', 'timeout.least']
  if (!fits) {
    const text = `${attempts} attempts take longer than the ${deadline} a call may take, so it is called from a job and nobody waits`
    return [{ text, from }]
  }
  if ((dependency.idempotent ?? true) && attempts < figure('retry.attempts')) {
    const text = `A caller waits ${deadline} at most: ${attempts} attempts of ${duration(timeoutMs / 1000)} fit, and no third`
    return [{ text, from }]
  }
  return []
}

const triesOf = ({ attempts, retryBudget }: ResiliencePolicy) =>
  attempts === 1 ? 'no retry' : `${attempts} attempts within a budget of ${percent(retryBudget)}`
