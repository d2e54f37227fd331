import { answerIn } from '../../answer.ts'
import { citeAssumption, citeLoad, citeTeam, quote } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { frequency, percent, show } from '../../figures.ts'
import { replicasInWords } from '../../fleet.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { sizeOf } from '../../sizing.ts'
import { topology } from '../core/topology.ts'
import { hasServices } from '../security/services.ts'

/** What starts the processes, and starts them again. */
export const orchestration: Question = {
  key: 'orchestration',
  area: 'operations',
  question: 'What starts the processes, and starts them again?',
  weights: { fit: 3, simplicity: 3 },
  varies: ['engineers', 'load'],
  asks: { kubernetes: 'Kubernetes' },
  choices: (_, chosen) => ({ scaling: chosen.startsWith('one machine') ? ['single-node'] : [] }),
  judge: (situation) => {
    const { signals, team, modules, brief } = situation
    const functions = answerIn(situation, topology) === 'serverless'
    const services = hasServices(situation) ? modules.length : 1
    const fleet = services >= figure('cluster.services') || signals.any('many-services')
    const staffed = team.engineers >= figure('cluster.engineers')
    const small = signals.any('one-machine', 'proof-of-concept') || brief.constraints.machines === 1
    return [
      {
        name: 'one machine, systemd or Compose',
        scores: { fit: small ? 1 : 0.4, simplicity: 1 },
        ruledOut: tooMuchForOne(situation, small),
      },
      {
        name: 'managed containers',
        scores: { fit: small ? 0.5 : 0.9, simplicity: 0.8 },
        ruledOut: outIf(functions, () => 'the parts are functions'),
      },
      {
        name: 'Kubernetes',
        scores: {
          fit: fleet || (staffed && services > 1) ? 1 : 0.6,
          simplicity: fleet && staffed ? 0.75 : 0.2,
        },
      },
      {
        name: 'functions of a provider',
        scores: { fit: 1, simplicity: 1 },
        ruledOut: outIf(!functions, () => 'processes that stay are needed'),
      },
    ]
  },
  explain: (situation, chosen) => {
    const { team, modules } = situation
    const services = hasServices(situation) ? modules.length : 1
    const word = situation.signals.of('one-machine', 'proof-of-concept')[0]
    const alone = chosen.startsWith('one machine')
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${alone ? '1 process of each kind' : replicasInWords(situation)}${alone || services === 1 ? ` of ${services} image${services === 1 ? '' : 's'}` : ''}, for ${frequency(situation.totals.publicCallsPerSecond, 'calls')}`,
      because: [
        {
          text:
            alone && word
              ? `The brief says ${quote(situation, word)}, and 1 machine carries ${frequency(situation.totals.publicCallsPerSecond, 'calls')}`
              : `${services} service${services === 1 ? '' : 's'} and ${show(team.engineers)} engineers; a cluster of one’s own pays from about ${figure('cluster.services')} services or ${figure('cluster.engineers')} engineers`,
          from: [
            ...citeLoad(situation),
            ...citeTeam(situation),
            'cluster.services',
            'cluster.engineers',
          ],
        },
      ],
      consequences: [
        'The image is built once in two stages, runs as a user without rights on a read-only file system, and is the same in every environment',
        'Memory and processor are bounded for each process; one that grows is restarted, not its neighbors',
        alone
          ? 'The machine is rebuilt from a script and a backup within the hour; losing it is downtime, and that was accepted'
          : 'Replicas are spread over zones; at most one is taken away at a time',
        'Compose files for one machine come with the project; the same image, variables and probes serve any of the others',
      ],
    }
  },
}

/** What speaks against a single machine: the load, or an availability that somebody asked for. */
function tooMuchForOne(situation: Situation, small: boolean): string | undefined {
  const { needed } = sizeOf(situation)
  const { availability } = situation.needs
  const asked = citeAssumption(situation, 'objectives.availability').length === 0
  return (
    outIf(needed > 1, () => `the peak needs ${needed} replicas`) ??
    outIf(
      availability >= 0.999 && (asked || !small),
      () =>
        `its loss takes an hour to repair, and ${percent(availability)} leaves no such hour a month`,
    )
  )
}
