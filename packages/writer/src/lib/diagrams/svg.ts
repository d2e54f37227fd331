import { renderMermaidSVG } from 'beautiful-mermaid'

import { standInBase } from '../text/mermaid.ts'

/**
 * Draws a Mermaid flowchart or sequence diagram as an SVG that needs nothing from the network, is legible in
 * light and dark mode, and is the same bytes each time.
 */
export function renderSvg(mermaid: string): string {
  const drawn = renderMermaidSVG(toStandIns(mermaid), { padding: 24 })
  return `${fromStandIns(rounded(withPlainColors(withoutStyle(drawn))))}\n`
}

// The renderer knows no `#code;`, and would measure it as five letters: each travels as one private-use character.
const toStandIns = (mermaid: string): string =>
  mermaid.replace(/#(\d{2,3});/g, (_, code: string) =>
    String.fromCodePoint(standInBase + Number(code)),
  )

const fromStandIns = (svg: string): string =>
  svg.replace(/[\uE000-\uE0FF]/g, (sign) => `&#${sign.charCodeAt(0) - standInBase};`)

// Twelve decimals of a pixel help nobody who reads a diff.
const rounded = (svg: string): string =>
  svg.replace(
    / (?:[xy][12]?|d[xy]|c[xy]|r[xy]?|width|height|points|d|viewBox)="[^"]*"/g,
    (attribute) =>
      attribute.replace(/-?\d+\.\d+/g, (value) => String(Math.round(Number(value) * 100) / 100)),
  )

// Its style block imports a font from the network and mixes colors in a way that few viewers besides browsers know.
const withoutStyle = (svg: string): string =>
  svg
    .replace(/<style>[\s\S]*?<\/style>/, stylePlaceholder)
    .replace(/(<svg [^>]*?) style="[^"]*"/, '$1 class="archwright" role="img"')

const stylePlaceholder = '<!--style-->'

// Colors become plain attributes, which every viewer reads; browsers in dark mode swap them by attribute.
function withPlainColors(svg: string): string {
  const plain = svg.replace(/var\((--[_a-z-]+)\)/g, (variable, name: string) => {
    const color = colors[name]
    if (!color)
      throw new Error(`beautiful-mermaid drew with ${variable}, for which we have no color`)
    return color[0]
  })
  return plain.replace(stylePlaceholder, () => style)
}

// [light, dark]; the light values differ from one another, because dark mode finds them by value.
const colors: Record<string, [string, string]> = {
  '--bg': ['#ffffff', '#0f1720'],
  '--_group-fill': ['#fcfdfe', '#131c26'],
  '--_group-hdr': ['#eef2f6', '#1b2733'],
  '--_node-fill': ['#f4f7fa', '#1a2531'],
  '--_node-stroke': ['#b8c4cf', '#3d4f60'],
  '--_inner-stroke': ['#dbe2e9', '#2a3947'],
  '--_text': ['#1f2933', '#e4ebf1'],
  '--_text-sec': ['#4a5a69', '#aebccb'],
  '--_text-muted': ['#5a6b7b', '#9fb0c0'],
  '--_text-faint': ['#8798a8', '#6f8294'],
  '--_line': ['#7c8b99', '#73869a'],
  '--_arrow': ['#52616f', '#9aabbd'],
  '--_key-badge': ['#e6ebf0', '#243240'],
}

const darkRules = Object.values(colors)
  .map(
    ([light, dark]) =>
      `.archwright [fill="${light}"]{fill:${dark}}.archwright [stroke="${light}"]{stroke:${dark}}`,
  )
  .join('\n    ')

const style = `<style>
  .archwright{background:#ffffff}
  .archwright text{font-family:Inter,ui-sans-serif,system-ui,'Segoe UI',Helvetica,Arial,sans-serif}
  .archwright .edge-label text{font-size:10px}
  .archwright .message text{paint-order:stroke;stroke:#ffffff;stroke-width:4px}
  @media (prefers-color-scheme: dark){
    .archwright{background:#0f1720}
    .archwright .message text{stroke:#0f1720}
    ${darkRules}
  }
</style>`
