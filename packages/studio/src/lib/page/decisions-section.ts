import type { Decision, Flip, Option } from '@archwright/model'

import { figure } from '../figure.ts'
import { type Html, html } from '../html.ts'

/** Each decision in a line; opened, its options, reasons, flips and consequences. */
export function decisionsSection(decisions: readonly Decision[]): Html {
  return html`<section id="decisions">
  <h2>Decisions <small>${decisions.length}</small></h2>
  ${decisions.map(decisionDetails)}
</section>`
}

function decisionDetails(decision: Decision): Html {
  const { id, question, chosen, answer, because, flips, consequences } = decision
  return html`<details class="decision" id="${id}">
  <summary><span class="id">${id}</span> <strong>${chosen}</strong><span class="answer">${answer}</span></summary>
  <p>${question}</p>
  <table><thead><tr><th>Option</th><th class="n">Score</th><th></th></tr></thead>
  <tbody>${decision.options.map((option) => optionRow(option, option.name === chosen))}</tbody></table>
  <h4>Because</h4><ul>${because.map(({ text, from }) => html`<li>${text} <small>${from.join(', ')}</small></li>`)}</ul>
  ${flips.length > 0 && html`<h4>Changes</h4><ul>${flips.map(flipLine)}</ul>`}
  <h4>Consequences</h4><ul>${consequences.map((text) => html`<li>${text}</li>`)}</ul>
</details>`
}

function optionRow({ name, total, scores, ruledOut }: Option, chosen: boolean): Html {
  const detail = Object.entries(scores).map(([criterion, score]) => `${criterion} ${figure(score)}`)
  return html`<tr class="${chosen ? 'chosen' : ''}"><td>${name}</td><td class="n">${ruledOut ? '–' : figure(total)}</td>
  <td><small>${ruledOut ?? detail.join(' · ')}</small></td></tr>`
}

function flipLine({ variable, direction, at, unit, becomes }: Flip): Html {
  return html`<li>${direction} <strong>${figure(at)} ${unit}</strong> of ${variable}: ${becomes}</li>`
}
