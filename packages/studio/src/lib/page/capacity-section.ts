import type { Design, Line } from '@archwright/model'

import { figure } from '../figure.ts'
import { type Html, html } from '../html.ts'

/** The arithmetic, line by line, and what breaks first as load grows. */
export function capacitySection({ capacity, availability, stages }: Design): Html {
  return html`<section id="capacity">
  <h2>Capacity</h2>
  <ul class="figures">
    <li><strong>${figure(capacity.replicas)}</strong> replicas</li>
    <li><strong>${figure(capacity.cores)}</strong> cores in all</li>
    <li><strong>${figure(capacity.databaseCores)}</strong> database cores</li>
    <li><strong>${figure(capacity.poolSize)}</strong> connections a replica</li>
    <li><strong>${figure(capacity.storageBytesAfterYear / 1e9)}</strong> GB after a year</li>
    <li><strong>${figure(availability.budgetSecondsPerMonth)}</strong> s down a month allowed</li>
  </ul>
  ${linesTable('Arithmetic', capacity.lines)}
  ${linesTable('Availability', availability.lines)}
  <h3>As load grows</h3>
  <table><thead><tr><th class="n">×</th><th>Load</th><th>Breaks first</th><th>The step</th><th>Effort</th></tr></thead>
  <tbody>${stages.map(({ factor, load, breaks, step, effort }) => html`<tr><td class="n">${figure(factor)}</td><td>${load}</td><td>${breaks}</td><td>${step}</td><td>${effort}</td></tr>`)}</tbody></table>
</section>`
}

function linesTable(title: string, lines: readonly Line[]): Html {
  return html`<details><summary>${title} <small>${lines.length} lines</small></summary>
  <table><thead><tr><th>What</th><th>Formula</th><th class="n">Value</th><th>Unit</th><th>From</th></tr></thead>
  <tbody>${lines.map(({ what, formula, value, unit, from }) => html`<tr><td>${what}</td><td><code>${formula}</code></td><td class="n">${figure(value)}</td><td>${unit}</td><td><small>${from.join(', ')}</small></td></tr>`)}</tbody></table></details>`
}
