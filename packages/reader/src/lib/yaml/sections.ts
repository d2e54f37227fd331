import {
  type Decoding,
  decodeRecord,
  type Plain,
  type RecordAt,
  toPlain,
  unknownKey,
} from './decode.ts'
import { expandOperation } from './expand-operation.ts'
import type { Located, LocatedMap } from './located.ts'
import { listedSections, namedSections, recordRules, singleSections } from './records.ts'
import { topKeys } from './top-keys.ts'

/** Decodes the whole mapping into plain sections; what is wrong is gathered in `decoding`. */
export function decodeSections(root: LocatedMap, decoding: Decoding): { [key: string]: Plain } {
  const sections: { [key: string]: Plain } = {}
  for (const [key, located] of root.entries) {
    if (!topKeys.includes(key)) decoding.problems.push(unknownKey(key, located.line, topKeys))
    else sections[key] = decodeSection(key, located, decoding)
  }
  return sections
}

function decodeSection(key: string, located: Located, decoding: Decoding): Plain {
  const pointer = `/${key}`
  const named = namedSections.find((section) => section === key)
  if (named) return decodeNamed(named, located, decoding)
  const listed = listedSections.find((section) => section === key)
  if (listed && located.kind === 'list') return decodeListed(listed, located.items, decoding)
  const single = singleSections.find((section) => section === key)
  if (single && located.kind === 'map') {
    const record = decodeRecord({ map: located, path: key, pointer }, recordRules[single], decoding)
    return single === 'constraints' ? expandBudget(record) : record
  }
  return toPlain(located, pointer, decoding)
}

// A mapping from names to records, a list of records, or a list of names.
function decodeNamed(
  section: (typeof namedSections)[number],
  located: Located,
  decoding: Decoding,
): Plain {
  const maps = toMaps(located, shorthand[section])
  if (!maps) return toPlain(located, `/${section}`, decoding)
  decoding.lines.set(`/${section}`, located.line)
  return maps.map(({ name, map }, index) => {
    const record: RecordAt = { map, path: `${section}.${name}`, pointer: `/${section}/${index}` }
    if (section === 'operations') return expandOperation(record, decoding)
    return decodeRecord(record, recordRules[section], decoding)
  })
}

// What a bare value after a name means: "orders.placeOrder: 1000/min", "Product: 10k".
const shorthand: Readonly<Partial<Record<(typeof namedSections)[number], string>>> = {
  actors: 'count',
  entities: 'count',
  operations: 'peak',
}

interface NamedMap {
  name: string
  map: LocatedMap
}

function toMaps(located: Located, short: string | undefined): NamedMap[] | undefined {
  if (located.kind === 'map')
    return [...located.entries].map(([name, value]) => ({
      name,
      map: withName(name, value, short),
    }))
  if (located.kind === 'scalar') return located.value === null ? [] : undefined
  return located.items.map((item, index) => {
    const own = item.kind === 'map' ? item.entries.get('name') : item
    const name = own?.kind === 'scalar' ? String(own.value) : String(index)
    return {
      name,
      map: item.kind === 'map' ? item : withName(name, undefined, undefined, item.line),
    }
  })
}

function withName(
  name: string,
  value?: Located,
  short?: string,
  line = value?.line ?? 1,
): LocatedMap {
  const entries = new Map<string, Located>([['name', { kind: 'scalar', line, value: name }]])
  if (value?.kind === 'map') for (const [key, inner] of value.entries) entries.set(key, inner)
  else if (value?.kind === 'scalar' && value.value !== null) entries.set(short ?? 'value', value)
  return { kind: 'map', line, entries }
}

// "capabilities: [catalog, orders]" names them; the long form also says where each came from.
function decodeListed(
  section: (typeof listedSections)[number],
  items: readonly Located[],
  decoding: Decoding,
): Plain {
  return items.map((item, index) => {
    const pointer = `/${section}/${index}`
    if (item.kind === 'map') {
      const record = { map: item, path: `${section}[${index}]`, pointer }
      return decodeRecord(record, recordRules[section], decoding)
    }
    const value = toPlain(item, pointer, decoding)
    if (typeof value !== 'string') return value
    const origin = { from: 'yaml', line: item.line }
    if (section === 'capabilities') return { name: value, origin }
    return section === 'asks' ? { what: value, text: value, origin } : value
  })
}

const monthsOf: Readonly<Record<string, number>> = { month: 1, year: 12 }

function expandBudget({ budget, ...constraints }: { [key: string]: Plain }): Plain {
  if (!budget || typeof budget !== 'object' || Array.isArray(budget)) return constraints
  const [currency = 'USD', period = 'month'] = String(budget.unit).split('/')
  const amount = Math.round((Number(budget.amount) * 100) / (monthsOf[period] ?? 1))
  return { ...constraints, budgetPerMonth: { amount, currency } }
}
