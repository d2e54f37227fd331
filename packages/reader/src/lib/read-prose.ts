import type { Brief, Origin } from '@archwright/model'
import { InputError, qualities } from '@archwright/model/light'

import { checkBrief } from './check-brief.ts'
import { checkSource } from './check-source.ts'
import { completeBrief } from './complete-brief.ts'
import { nameSystem, toSystem } from './name-system.ts'
import { toConstraints, toObjectives, toTeam } from './prose/settings.ts'
import { type Understanding, understand } from './prose/understand.ts'
import { isForeign } from './text/language.ts'

/** What a caller may decide instead of the text. */
export interface ReadOptions {
  /** The system's name, for instance that of the file; otherwise it is taken from the text. */
  name?: string
}

/**
 * Reads English prose into a Brief: numbers with their units, capabilities, wishes, each with the span
 * of text it came from. What is missing is assumed by name; sentences not understood are listed.
 * @throws InputError when the text is empty, too long, about no system, or contradicts itself
 */
export function readProse(text: string, { name }: ReadOptions = {}): Brief {
  checkSource(text)
  refuseForeign(text)
  const understood = understand(text)
  refuseNonsense(understood)
  const { facts, asks, concern, settings, notUnderstood } = understood
  const objectives = toObjectives(facts, settings)
  const { shop, ...filled } = completeBrief({ ...understood, objectives })
  const named = nameSystem(text, filled.operations[0]?.name.split('.')[0] ?? 'system')
  const brief: Brief = {
    system: toSystem(name ?? '') || (shop ? 'shop' : named.system),
    title: named.title,
    summary: named.summary,
    prose: text,
    ...filled,
    team: toTeam(text, facts, settings),
    constraints: toConstraints(facts, settings),
    existing: existingOf(understood, text),
    asks,
    ...(concern === undefined ? {} : { concern }),
    facts,
    notUnderstood,
  }
  checkBrief(brief, locateInProse)
  return brief
}

// Products that run today; without one, whatever the text calls old or existing.
function existingOf({ settings, capabilities }: Understanding, text: string): string[] {
  const products = [...new Set(settings.flatMap((one) => one.existing))]
  if (products.length > 0 || !capabilities.some(({ name }) => name === 'legacy')) return products
  return oldThing.exec(text)?.slice(0, 1) ?? []
}

const oldThing =
  /\b(?:(?:old|existing|current|legacy|aging|ageing|outdated) (?:system|application|app|monolith|platform|software|database|code|site|shop|backend)s?|monolith|mainframe)\b/i

/** "characters 40-52", counted as an editor does from the start of the text. */
export function locateInProse(_path: string, origin?: Origin): string {
  return origin?.from === 'text' ? `characters ${origin.start}-${origin.end}` : 'brief'
}

// Much is quick, live or growing besides backends; only "e-commerce" names one.
function isQuality(name: string): boolean {
  return name !== 'e-commerce' && name in qualities
}

function refuseForeign(text: string): void {
  if (!isForeign(text)) return
  throw new InputError([
    {
      where: 'brief',
      what: 'it seems to be written in another language than English, the only one that is read',
      right:
        'describe in English what the backend does, such as "A shop with a catalog, orders and payments; 1000 orders per minute; 99.9 % uptime"; or use the YAML form',
    },
  ])
}

function refuseNonsense({ aboutSystem, asks, capabilities, deeds, facts }: Understanding): void {
  const functions = capabilities.filter(({ name }) => !isQuality(name))
  const said = [functions, facts, asks, deeds].some((list) => list.length > 0)
  if (said || aboutSystem) return
  throw new InputError([
    {
      where: 'brief',
      what: 'nothing in it was recognized: no function of a backend, no number with a unit, no word such as "service" or "application"',
      right:
        'describe in English what the backend does, such as "A shop with a catalog, orders and payments; 1000 orders per minute; 99.9 % uptime"',
    },
  ])
}
