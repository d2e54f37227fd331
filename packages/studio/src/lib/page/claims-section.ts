import type { Claim, ClaimEvidence, Design, Evidence } from '@archwright/model'

import { figure } from '../figure.ts'
import { type Html, html } from '../html.ts'

/** The promises: asked, predicted, measured, verdict. */
export function claimsSection({ claims }: Design, evidence: Evidence | undefined): Html {
  const measured = new Map(evidence?.claims.map((claim) => [claim.id, claim]))
  return html`<section id="claims">
  <h2>Claims</h2>
  <table class="claims"><thead><tr><th></th><th>Claim</th><th class="n">Asked</th><th class="n">Predicted</th><th class="n">Measured</th><th>Unit</th></tr></thead>
  <tbody>${claims.map((claim) => row(claim, measured.get(claim.id)))}</tbody></table>
</section>`
}

const marks = { met: '✔', missed: '✖', unmeasured: '–' } as const

function row(claim: Claim, found: ClaimEvidence | undefined): Html {
  const verdict = found?.verdict ?? 'unmeasured'
  return html`<tr class="${verdict}"><td class="mark" title="${verdict}">${marks[verdict]}</td>
  <td>${claim.requirement}${found && html`<br><small>${found.note}</small>`}</td>
  <td class="n">${figure(claim.required)}</td><td class="n">${figure(claim.predicted)}</td>
  <td class="n">${figure(found?.measured ?? null)}</td><td>${claim.unit}</td></tr>`
}
