import type { Assumption, Brief } from '@archwright/model'

import { figure } from '../figure.ts'
import { type Html, html } from '../html.ts'
import { highlight } from './highlight.ts'

/** What was asked: the words with what was read from them, then what had to be assumed. */
export function briefSection(brief: Brief): Html {
  const { prose, facts, assumptions, notUnderstood, summary } = brief
  return html`<section id="brief">
  <h2>Brief</h2>
  ${prose ? html`<blockquote class="prose">${highlight(prose, brief)}</blockquote>` : html`<p class="lead">${summary}</p>`}
  <p class="legend"><mark class="fact">number</mark> <mark class="capability">capability</mark>
    <mark class="ask">asked for</mark> <mark class="unknown">not understood</mark></p>
  ${notUnderstood.length > 0 && html`<h3>Not understood</h3><ul>${notUnderstood.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
  <h3>Numbers read <small>${facts.length}</small></h3>
  <table><thead><tr><th>Id</th><th>About</th><th>Words</th><th class="n">Value</th><th>Unit</th></tr></thead>
  <tbody>${facts.map(({ id, about, text, value, unit }) => html`<tr><td>${id}</td><td>${about}</td><td>“${text}”</td><td class="n">${figure(value)}</td><td>${unit}</td></tr>`)}</tbody></table>
  <details><summary>Assumed: what the brief did not say <small>${assumptions.length}</small></summary>
  <table><thead><tr><th>Id</th><th>About</th><th class="n">Value</th><th>Unit</th><th>Why</th><th>Source</th></tr></thead>
  <tbody>${assumptions.map(assumptionRow)}</tbody></table></details>
</section>`
}

function assumptionRow({ id, about, value, unit, why, source }: Assumption): Html {
  const shown = typeof value === 'number' ? figure(value) : String(value)
  return html`<tr><td>${id}</td><td><code>${about}</code></td><td class="n">${shown}</td><td>${unit}</td><td>${why}</td><td>${source}</td></tr>`
}
