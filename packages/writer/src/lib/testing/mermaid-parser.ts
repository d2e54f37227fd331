import { JSDOM } from 'jsdom'

/** Parses with Mermaid's own parser, which wants a browser's document; rejects with its message. */
export async function parseMermaid(text: string): Promise<string> {
  const { default: mermaid } = await loaded
  const { diagramType } = await mermaid.parse(text)
  return diagramType
}

const { window } = new JSDOM('')
Object.assign(globalThis, { window, document: window.document })
const loaded = import('mermaid')
