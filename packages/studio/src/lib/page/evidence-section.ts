import type {
  Evidence,
  FaultEvidence,
  InvariantEvidence,
  LatencySeries,
  Saturation,
} from '@archwright/model'

import { figure } from '../figure.ts'
import { type Html, html } from '../html.ts'

/** What was measured on the running backend, and under which conditions. */
export function evidenceSection(evidence: Evidence | undefined): Html {
  if (!evidence)
    return html`<section id="evidence"><h2>Evidence</h2><p>Nothing was measured yet.</p></section>`
  const { conditions, latencies, saturation, faults, invariants, access, contracts } = evidence
  return html`<section id="evidence">
  <h2>Evidence</h2>
  <p><code>${evidence.command}</code><br><small>${evidence.startedAt}, ${figure(evidence.seconds)} s · ${conditions.machine} · ${conditions.processes} · ${conditions.load}</small></p>
  <h3>Latency, from the intended start of each call</h3>
  <div id="plots"></div>
  ${latencyTable(latencies)}
  ${saturation !== null && saturationTable(saturation)}
  ${faults.length > 0 && faultTable(faults)}
  ${invariantTable(invariants)}
  <p>${figure(access.checked)} pairs of operation and role tried, ${access.wrong.length} wrong.
  ${figure(contracts.checked)} answers held against the contract, ${contracts.wrong.length} wrong.</p>
</section>`
}

function latencyTable(latencies: readonly LatencySeries[]): Html {
  return html`<table><thead><tr><th>Operation</th><th>Phase</th><th class="n">Calls</th><th class="n">Errors</th><th class="n">p50 ms</th><th class="n">p95 ms</th><th class="n">p99 ms</th><th class="n">max ms</th></tr></thead>
  <tbody>${latencies.map(({ operation, phase, count, errors, p50, p95, p99, max }) => html`<tr><td>${operation}</td><td>${phase}</td>${[count, errors, p50, p95, p99, max].map(cell)}</tr>`)}</tbody></table>`
}

function saturationTable({ operation, steps, kneePerMinute, mostPerMinute }: Saturation): Html {
  return html`<h3>Saturation of ${operation}: ${figure(kneePerMinute)} a minute within 300 ms at p99, ${figure(mostPerMinute)} within 1 s</h3>
  <table><thead><tr><th class="n">Offered /min</th><th class="n">Achieved /min</th><th class="n">p50 ms</th><th class="n">p99 ms</th><th class="n">Errors</th><th>Kept</th></tr></thead>
  <tbody>${steps.map((step) => html`<tr>${[step.offeredPerMinute, step.achievedPerMinute, step.p50, step.p99, step.errors].map(cell)}<td>${step.kept ? 'yes' : 'no'}</td></tr>`)}</tbody></table>`
}

function faultTable(faults: readonly FaultEvidence[]): Html {
  return html`<h3>Faults under load</h3>
  <table><thead><tr><th>Fault</th><th class="n">At s</th><th class="n">Full service after s</th><th class="n">Failed calls</th><th></th></tr></thead>
  <tbody>${faults.map(({ fault, atSecond, secondsToFullService, failedRequests, note }) => html`<tr><td>${fault}</td>${[atSecond, secondsToFullService, failedRequests].map(cell)}<td><small>${note}</small></td></tr>`)}</tbody></table>`
}

function invariantTable(invariants: readonly InvariantEvidence[]): Html {
  return html`<h3>Invariants, by an independent checker</h3>
  <table><thead><tr><th>Invariant</th><th class="n">Checked</th><th class="n">Violations</th><th></th></tr></thead>
  <tbody>${invariants.map(({ invariant, checked, violations, examples }) => html`<tr class="${violations > 0 ? 'missed' : ''}"><td>${invariant}</td>${[checked, violations].map(cell)}<td><small>${examples.join('; ')}</small></td></tr>`)}</tbody></table>`
}

function cell(value: number | null): Html {
  return html`<td class="n">${figure(value)}</td>`
}
