import type { Brief } from '@archwright/model'

import { checkSource } from './check-source.ts'
import { toSystem } from './name-system.ts'
import { type ReadOptions, readProse } from './read-prose.ts'
import { nearest } from './yaml/nearest.ts'
import { topKeys } from './yaml/top-keys.ts'

/**
 * Reads a brief, whether it is English prose or YAML.
 * @throws InputError when it is empty, too long, makes no sense or contradicts itself
 */
export async function readBrief(source: string, options: ReadOptions = {}): Promise<Brief> {
  checkSource(source)
  if (!isYaml(source)) return readProse(source, options)
  // Loaded here: prose does not wait for the YAML parser and the schemas.
  const { readYaml } = await import('./yaml/read-yaml.ts')
  const brief = readYaml(source)
  const system = toSystem(options.name ?? '')
  return system ? { ...brief, system } : brief
}

const keyAtMargin = /^(?:\{\s*)?["']?([A-Za-z_]\w*)["']?\s*:(?:\s|$)/

// The first line that is neither comment nor blank decides: a known key, or one that only looks
// misspelled when more keys follow. "Note: we sell shoes" stays prose.
function isYaml(source: string): boolean {
  const lines = source
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^\s*#(?:\s|$)/.test(line) && line.trim() !== '---')
  const keys = lines.flatMap((line) => keyAtMargin.exec(line)?.[1] ?? [])
  const first = keyAtMargin.exec(lines[0] ?? '')?.[1]
  if (first === undefined) return lines[0]?.trim() === '{'
  if (topKeys.includes(first)) return true
  const known = keys.filter((key) => topKeys.includes(key))
  return known.length > 0 || (keys.length > 1 && nearest(first, topKeys) !== undefined)
}
