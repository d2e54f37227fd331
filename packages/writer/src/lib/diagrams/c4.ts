import { bold, label, mermaidText, wrapped } from '../text/mermaid.ts'

/** The kinds of box in our C4 drawings, which are flowcharts with C4's conventions. */
export const boxKinds = [
  'person',
  'system',
  'external',
  'process',
  'module',
  'store',
  'cache',
] as const
export type BoxKind = (typeof boxKinds)[number]

export interface Box {
  id: string
  kind: BoxKind
  name: string
  /** "Container: Node.js 24", shown in brackets under the name. */
  type: string
  description?: string
}

export interface Arrow {
  from: string
  to: string
  label: string
  dashed?: boolean
}

/** A frame around boxes: a system boundary, a deployable, a machine. */
export interface Frame {
  id: string
  title: string
  boxes: readonly Box[]
}

export interface Drawing {
  direction: 'LR' | 'TB'
  boxes: readonly Box[]
  frames: readonly Frame[]
  arrows: readonly Arrow[]
}

/** Writes a drawing as a Mermaid flowchart. */
export function flowchart({ direction, boxes, frames, arrows }: Drawing): string {
  const drawn = [...boxes, ...frames.flatMap((frame) => frame.boxes)]
  const lines = [
    `flowchart ${direction}`,
    ...boxes.map((box) => `  ${node(box)}`),
    ...frames.flatMap(subgraph),
    ...arrows.map((arrow) => `  ${edge(arrow)}`),
    ...boxKinds.filter((kind) => drawn.some((box) => box.kind === kind)).map(classDef),
  ]
  return `${lines.join('\n')}\n`
}

function subgraph({ id, title, boxes }: Frame): string[] {
  return [
    `  subgraph ${id} [${label(mermaidText(title))}]`,
    ...boxes.map((box) => `    ${node(box)}`),
    '  end',
  ]
}

function node({ id, kind, name, type, description = '' }: Box): string {
  const text = label(bold(name), mermaidText(`[${type}]`), ...wrapped(description))
  return `${id}${looks[kind].shape(text)}:::${kind}`
}

function edge({ from, to, label: text, dashed }: Arrow): string {
  const stroke = dashed ? '-.->' : '-->'
  return text === ''
    ? `${from} ${stroke} ${to}`
    : `${from} ${stroke}|${label(...wrapped(text, 26))}| ${to}`
}

const classDef = (kind: BoxKind): string => {
  const { fill, stroke } = looks[kind]
  return `  classDef ${kind} fill:${fill},stroke:${stroke},color:${textOnFill}`
}

/**
 * White by a hair's breadth, on fills that give it a contrast above 4.5 in light and dark mode alike: pure white
 * is the color of the page, which an SVG swaps in dark mode.
 */
export const textOnFill = '#fffffe'

const looks: Record<BoxKind, { shape: (text: string) => string; fill: string; stroke: string }> = {
  person: { shape: (text) => `([${text}])`, fill: '#0b3d66', stroke: '#072b49' },
  system: { shape: (text) => `[${text}]`, fill: '#1257a0', stroke: '#0c3f76' },
  external: { shape: (text) => `[${text}]`, fill: '#626e7b', stroke: '#47515b' },
  process: { shape: (text) => `[${text}]`, fill: '#1d66b5', stroke: '#12477f' },
  module: { shape: (text) => `[${text}]`, fill: '#2b6cb0', stroke: '#1d4d80' },
  store: { shape: (text) => `[(${text})]`, fill: '#0f6b66', stroke: '#0a4b47' },
  cache: { shape: (text) => `[(${text})]`, fill: '#8a4b08', stroke: '#633605' },
}
