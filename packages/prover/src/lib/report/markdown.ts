import type {
  CallCosts,
  ClaimEvidence,
  Evidence,
  FaultEvidence,
  LatencySeries,
  Saturation,
} from '@archwright/model'

/** Evidence for people: verdicts first, then what they rest on. The same evidence gives the same text. */
export function renderEvidence(evidence: Evidence): string {
  const sections = [
    `# Evidence: ${evidence.system}`,
    `\`${evidence.command}\`, started ${evidence.startedAt}, took ${Math.round(evidence.seconds)} s.`,
    summary(evidence),
    '## Claims',
    table(
      ['', 'claim', 'asked', 'predicted', 'measured', 'verdict', 'note'],
      evidence.claims.map(claimRow),
    ),
    '## Conditions',
    conditions(evidence),
    costs(evidence.costs),
    '## Latency under the load',
    'From the intended start of each call; a call that failed counts as 10 s.',
    table(
      ['phase', 'operation', 'calls', 'failed', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
      evidence.latencies.map(latencyRow),
    ),
    '## Saturation',
    ...saturation(evidence.saturation),
    '## Faults under the load',
    table(
      ['fault', 'at s', 'failed calls', 'full service after s', 'note'],
      evidence.faults.map(faultRow),
    ),
    '## Invariants',
    'Read from the clients’ own history, the provider’s ledger, the mail server and the database.',
    table(
      ['invariant', 'checked', 'violations', 'examples'],
      evidence.invariants.map(({ invariant, checked, violations, examples }) => [
        invariant,
        number(checked),
        violations === 0 ? '0' : `**${number(violations)}**`,
        examples.join('; '),
      ]),
    ),
    '## Access',
    probes(
      evidence.access,
      'Every operation was tried as each role, and on what belongs to others.',
    ),
    '## Contracts',
    probes(evidence.contracts, 'Answers were held against contracts/openapi.json.'),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function summary({ claims, invariants }: Evidence): string {
  const count = (verdict: ClaimEvidence['verdict']) =>
    claims.filter((claim) => claim.verdict === verdict).length
  const broken = invariants.filter(({ violations }) => violations > 0).length
  return (
    `**${count('met')} claims met, ${count('missed')} missed, ${count('unmeasured')} not measured; ` +
    `${broken} of ${invariants.length} invariants broken.**`
  )
}

function claimRow({
  id,
  requirement,
  required,
  predicted,
  measured,
  interval,
  unit,
  verdict,
  note,
}: ClaimEvidence): string[] {
  const range = interval ? ` (${interval.map(number).join('–')})` : ''
  return [
    id,
    requirement,
    `${number(required)} ${unit}`,
    number(predicted),
    measured === null ? '–' : `${number(measured)}${range}`,
    verdict === 'met' ? 'met' : `**${verdict}**`,
    note,
  ]
}

function conditions({ conditions: { machine, versions, load, processes } }: Evidence): string {
  const known = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `- Machine: ${machine}`,
    `- Versions: ${known.join(', ')}`,
    `- Load: ${load}`,
    `- Processes: ${processes}`,
    '- Intervals are 95 %: Wilson for shares, Poisson for counts, the rule of three when nothing bad was seen.',
    '- A share of 99.99 % needs at least 30,000 calls or orders without a bad outcome.',
  ].join('\n')
}

function latencyRow(series: LatencySeries): string[] {
  const { phase, operation, count, errors, p50, p95, p99, max } = series
  return [phase, operation, number(count), number(errors), ...[p50, p95, p99, max].map(number)]
}

function costs(measured: CallCosts | null): string {
  if (!measured) return 'Processor time of a call: not measured.'
  const { callsPerSecond, appMs, databaseMs } = measured
  return (
    `Processor time of a call at ${number(callsPerSecond)} calls/s, all that it sets off included: ` +
    `**${number(appMs)} ms** of the processes, **${number(databaseMs)} ms** of the database. ` +
    'To design with that instead of the priors: `archwright design brief.yaml --measured evidence/evidence.json`.'
  )
}

function saturation(measured: Saturation | null): string[] {
  if (!measured) return ['Not measured.']
  return [
    `Highest offered load that was served: **${number(measured.kneePerMinute)} per minute** ` +
      `(${measured.operation}; p99 under 300 ms, at least 97 % of the offer, nothing failed). ` +
      `Answered without a failure, p99 within 1 s: up to **${number(measured.mostPerMinute)}**.`,
    table(
      ['offered/min', 'served/min', 'p50 ms', 'p99 ms', 'failed', 'kept'],
      measured.steps.map((step) => [
        number(step.offeredPerMinute),
        number(step.achievedPerMinute),
        number(step.p50),
        number(step.p99),
        number(step.errors),
        step.kept ? 'yes' : 'no',
      ]),
    ),
  ]
}

function faultRow({ fault, atSecond, failedRequests, secondsToFullService, note }: FaultEvidence) {
  const back = secondsToFullService === null ? '**never**' : number(secondsToFullService)
  return [fault, number(atSecond), number(failedRequests), back, note]
}

function probes({ checked, wrong }: Evidence['access'], how: string): string {
  const list = wrong.map((complaint) => `- ${complaint}`)
  return [`${how} ${number(checked)} checked, ${number(wrong.length)} wrong.`, ...list].join('\n')
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return 'Not run.'
  const line = (cells: string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const escapeCell = (cell: string) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')

function number(value: number): string {
  // Availabilities are told apart by their nines.
  if (value > 0.99 && value < 1) return String(Number(value.toFixed(7)))
  return value.toLocaleString('en', { maximumSignificantDigits: value >= 1000 ? 6 : 4 })
}
