import type { Constraints, Fact, Objectives, Team } from '@archwright/model'
import { prepareAll } from '../lexicon/classes.ts'
import { toEntries } from '../lexicon/phrases.ts'
import type { Forms } from '../text/patterns.ts'
import { matchPhraseBefore, phrase } from '../text/phrases.ts'
import type { Token } from '../text/tokens.ts'
import { createRecognizer, type Mention } from './recognizer.ts'

const laws = createRecognizer(
  toEntries({
    GDPR: 'gdpr',
    HIPAA: 'hipaa',
    'PCI DSS': 'pci dss, pci',
    'SOC 2': 'soc 2, soc2',
    'ISO 27001': 'iso 27001',
  }),
)

const places = createRecognizer(
  toEntries({
    EU: '=eu, european union',
    Europe: '=europe',
    Germany: '=germany',
    Switzerland: '=switzerland',
    France: '=france',
    UK: '=uk, united kingdom',
    US: '=us, =usa, united states',
    Canada: '=canada',
    India: '=india',
    Australia: '=australia',
    Japan: '=japan',
    Brazil: '=brazil',
  }),
)

const productNames =
  'PostgreSQL,MySQL,MongoDB,Redis,Kafka,RabbitMQ,NATS,Elasticsearch,OpenSearch,Kubernetes,Docker,AWS,Azure,GCP,Stripe,Oracle,Cassandra,DynamoDB,Node.js,Java,Go,Python,TypeScript,Spring,Django,Rails'.split(
    ',',
  )

const products = createRecognizer(
  productNames.map((name) => ({
    name,
    means: prepareAll(name === 'PostgreSQL' ? 'postgresql, postgres' : `=${name}`),
    unlike: [],
  })),
)

const machine = createRecognizer([
  {
    name: 'one machine',
    means: prepareAll(
      'on one|single|just|only =machine|=server|=box|=vm, on a|just|only single|one =machine|=server|=box|=vm',
    ),
    unlike: [],
  },
])

const region = createRecognizer([
  { name: 'one region', means: prepareAll('one|single =region'), unlike: [] },
])

/** What one sentence says about goals, limits and people; `mentions` are the words that said it. */
export interface Settings {
  compliance: string[]
  residency: string[]
  mustUse: string[]
  mustNotUse: string[]
  existing: string[]
  knows: string[]
  oneMachine: boolean
  oneRegion: boolean
  mentions: Mention[]
}

/** Reads laws, places and products from a sentence. */
export function readSettings(sentence: Forms): Settings {
  const { tokens } = sentence
  const law = laws(sentence)
  const place = places(sentence).filter((mention) => isAfter(tokens, mention, placeWords))
  const named = products(sentence).filter(({ start, name }) => isProduct(tokens, start, name))
  const roles = named.map((mention) => ({ mention, role: roleOf(tokens, mention) }))
  const inRole = (role: Role) =>
    roles.filter((one) => one.role === role).map(({ mention }) => mention.name)
  const machines = machine(sentence)
  const regions = region(sentence)
  return {
    compliance: law.map(({ name }) => name),
    residency: place.map(({ name }) => name),
    mustUse: inRole('use'),
    mustNotUse: inRole('avoid'),
    existing: inRole('today'),
    knows: inRole('knows'),
    oneMachine: machines.length > 0,
    oneRegion: regions.length > 0,
    mentions: [
      ...law,
      ...place,
      ...machines,
      ...regions,
      ...roles.filter(({ role }) => role).map(({ mention }) => mention),
    ],
  }
}

const placeWords = [
  'stay in',
  'stay in the',
  'remain in',
  'remain in the',
  'stored in',
  'stored in the',
  'kept in',
  'kept in the',
  'hosted in',
  'hosted in the',
  'leave',
  'leave the',
  'inside the',
  'within the',
].map(phrase)

type Role = 'use' | 'avoid' | 'today' | 'knows'

const roleWords: readonly (readonly [role: Role, words: RegExp])[] = [
  ['avoid', /\b(?:no|not|without|avoid|never|instead of)\b/],
  ['today', /\b(?:today|currently|existing|already|runs on|now use|moving off|migrate from)\b/],
  ['knows', /\b(?:knows?|familiar|experienced?|skilled)\b/],
  ['use', /\b(?:must|use|uses|using|based on|on|with)\b/],
]

function roleOf(tokens: readonly Token[], { start }: Mention): Role | undefined {
  const near = tokens.filter((token) => token.end <= start).slice(-7)
  const clause = near.slice(near.findLastIndex(({ text }) => /^[;:.]$/.test(text)) + 1)
  const text = clause.map((token) => token.text).join(' ')
  const found = roleWords.find(([, words]) => words.test(text))?.[0]
  const after = tokens.filter((token) => token.start > start).slice(0, 6)
  const isToday = after.some((token) => /^(?:today|currently|already)$/.test(token.text))
  return isToday && found !== 'avoid' ? 'today' : found
}

// "go" the verb and "rails" of a train are written in lower case; the products are not.
function isProduct(tokens: readonly Token[], start: number, name: string): boolean {
  const raw = tokens.find((token) => token.start === start)?.raw ?? ''
  return !['Go', 'Java', 'Spring', 'Rails', 'Oracle'].includes(name) || raw === name
}

function isAfter(
  tokens: readonly Token[],
  { start }: Mention,
  wanted: readonly (readonly string[])[],
) {
  const index = tokens.findIndex((token) => token.start === start)
  return wanted.some((words) => matchPhraseBefore(tokens, index, words) !== undefined)
}

/** The objectives that the facts and sentences state. */
export function toObjectives(facts: readonly Fact[], settings: readonly Settings[]): Objectives {
  const stated = (about: string, kind: Fact['kind'] = 'duration') =>
    facts.find((fact) => fact.kind === kind && fact.about === about)?.canonical
  const retention = facts.filter(({ about, kind }) => kind === 'duration' && about === 'retention')
  const regions = facts.find(({ about, kind }) => kind === 'count' && /\bregions?$/.test(about))
  const residency = unique(settings.flatMap((one) => one.residency))
  const compliance = unique(settings.flatMap((one) => one.compliance))
  return given({
    availability: stated('uptime', 'availability'),
    durability: stated('durability', 'availability'),
    rpoSeconds: stated('recovery point'),
    rtoSeconds: stated('recovery time'),
    regions: regions?.canonical ?? (settings.some((one) => one.oneRegion) ? 1 : undefined),
    residency: residency.length > 0 ? residency : undefined,
    compliance: compliance.length > 0 ? compliance : undefined,
    retentionSeconds:
      retention.length > 0 ? Math.max(...retention.map((fact) => fact.canonical)) : undefined,
  })
}

/** The limits on means: machines, money, products. */
export function toConstraints(facts: readonly Fact[], settings: readonly Settings[]): Constraints {
  const machines = facts.find(
    ({ kind, about, bound }) =>
      kind === 'count' && bound === 'at-most' && /\b(?:machines?|servers?|nodes?)$/.test(about),
  )
  const money = facts.find(({ kind, unit }) => kind === 'money' && /\/(?:month|year)$/.test(unit))
  return {
    mustUse: unique(settings.flatMap((one) => one.mustUse)),
    mustNotUse: unique(settings.flatMap((one) => one.mustNotUse)),
    ...given({
      machines: settings.some((one) => one.oneMachine) ? 1 : machines?.canonical,
      budgetPerMonth: money && toBudget(money),
    }),
  }
}

/** Who builds and runs it. */
export function toTeam(prose: string, facts: readonly Fact[], settings: readonly Settings[]): Team {
  const counted = (pattern: RegExp) =>
    facts.find(({ kind, about }) => ['count', 'users'].includes(kind) && pattern.test(about))
  const people = counted(/\b(?:engineers?|developers?|programmers?)$/) ?? looksAfter(prose, facts)
  const teams = facts.find(
    ({ about, text, origin }) =>
      /\bteams?$/.test(about) && (/^one\b/i.test(text) || isBuilder(prose, origin)),
  )
  const knows = unique(settings.flatMap((one) => one.knows))
  const times = people && teams && isEach(prose, teams.origin, people.origin) ? teams.canonical : 1
  return given({
    engineers: people && people.canonical * times,
    teams: teams?.canonical,
    knows: knows.length > 0 ? knows : undefined,
  })
}

function looksAfter(prose: string, facts: readonly Fact[]): Fact | undefined {
  return facts.find(
    ({ about, origin }) =>
      /^(?:person|people)$/.test(about) &&
      origin.from === 'text' &&
      /^ (?:looks?|maintains?|runs?|operates?|builds?|develops?)\b/.test(prose.slice(origin.end)),
  )
}

function isBuilder(prose: string, origin: Fact['origin']): boolean {
  if (origin.from !== 'text') return false
  return (
    /^ (?:(?:builds?|develops?|maintains?|owns?|works?)\b|of (?:\w+ )?(?:\d|engineers?|developers?|programmers?))/.test(
      prose.slice(origin.end),
    ) ||
    /(?:engineers?|developers?|programmers?) (?:in|over|across) $/.test(
      prose.slice(0, origin.start),
    )
  )
}

/** "Two teams of five developers": the five are those of each. */
function isEach(prose: string, teams: Fact['origin'], people: Fact['origin']): boolean {
  if (teams.from !== 'text' || people.from !== 'text') return false
  return prose.slice(teams.end, people.start).trim() === 'of'
}

function toBudget({ value, unit }: Fact) {
  const [currency = 'USD', period] = unit.split('/')
  const minor = currency === 'JPY' ? 1 : 100
  return { amount: Math.round((value * minor) / (period === 'year' ? 12 : 1)), currency }
}

function unique(values: string[]): string[] {
  return [...new Set(values)]
}

// Optional properties are absent rather than undefined, as the schema wants them.
function given<Values extends object>(values: Values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>
  }
}
