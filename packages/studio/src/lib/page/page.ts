import type { Design, Evidence } from '@archwright/model'

import { type Html, html, trusted } from '../html.ts'
import { briefSection } from './brief-section.ts'
import { capacitySection } from './capacity-section.ts'
import { claimsSection } from './claims-section.ts'
import { decisionsSection } from './decisions-section.ts'
import { evidenceSection } from './evidence-section.ts'

export interface StudioDocuments {
  design: Design
  /** Absent until the project was proved. */
  evidence: Evidence | undefined
  /** The container diagram as SVG. */
  diagram: string | undefined
}

/** The page of a project: one document, readable without scripts; the plots need one. */
export function renderPage(documents: StudioDocuments): string {
  const { design, evidence, diagram } = documents
  const { title } = design
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Archwright</title>
<link rel="stylesheet" href="/assets/uPlot.min.css">
<link rel="stylesheet" href="/assets/studio.css">
<link rel="icon" href="data:,">
</head>
<body>
<header>
  <p class="mark">Archwright</p>
  <h1>${title}</h1>
  <p class="lead">${design.availability.statement}</p>
  ${verdictLine(evidence)}
  <nav>
    <a href="#brief">Brief</a><a href="#claims">Claims</a><a href="#decisions">Decisions</a>
    <a href="#structure">Structure</a><a href="#capacity">Capacity</a><a href="#evidence">Evidence</a>
  </nav>
</header>
<main>
  ${briefSection(design.brief)}
  ${claimsSection(design, evidence)}
  ${decisionsSection(design.decisions)}
  <section id="structure">
    <h2>Structure</h2>
    <figure class="diagram">${trusted(diagram ?? '<p>No diagram was found in docs/diagrams.</p>')}</figure>
  </section>
  ${capacitySection(design)}
  ${evidenceSection(evidence)}
</main>
<script type="application/json" id="latencies">${embedded(evidence?.latencies ?? [])}</script>
<script src="/assets/uPlot.iife.min.js"></script>
<script src="/assets/studio.js"></script>
</body>
</html>
`.text
}

function verdictLine(evidence: Evidence | undefined): Html {
  if (!evidence)
    return html`<p class="verdicts">Not proved yet: <code>archwright prove</code> measures the claims.</p>`
  const count = (verdict: string) =>
    evidence.claims.filter((claim) => claim.verdict === verdict).length
  return html`<p class="verdicts">
    <span class="met">${count('met')} claims met</span>
    <span class="missed">${count('missed')} missed</span>
    <span class="unmeasured">${count('unmeasured')} unmeasured</span>
  </p>`
}

/** JSON that cannot end its script element. */
function embedded(value: object): Html {
  return trusted(JSON.stringify(value).replaceAll('<', '\\u003c'))
}
