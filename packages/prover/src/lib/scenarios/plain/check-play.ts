import type { MeasuredInvariant } from '../../claims/measurements.ts'
import { concurrently } from '../../concurrently.ts'
import { makeCall } from '../../contracts/requests.ts'
import type { Reckoning } from '../scenario.ts'
import { canonical, lookForDoubledAdditions, lookForDoubledKeys, lookForLost } from './additions.ts'
import type { Collection } from './collections.ts'
import type { Play } from './play.ts'
import { guest } from './requester.ts'
import type { Caller, Creation } from './state.ts'

const MOST_READ = 500
const MOST_LISTED = 40
const MOST_PAGES = 20
const PAGE = 100
const AT_A_TIME = 8

/** Reads what was added back over the API, by id and in its owner's list. */
export async function checkPlay(play: Play): Promise<Reckoning> {
  const additions = play.history.entries()
  const told = [
    ...new Map(additions.flatMap((one) => one.acknowledged.map((id) => [id, one] as const))),
  ]
  const sample = evenly(told, MOST_READ)
  const found = await concurrently(sample, AT_A_TIME, async ([id, creation]) => ({
    id,
    creation,
    status: await readBack(play, id, creation),
  }))
  const listed = await readLists(
    play,
    sample.map(([, creation]) => creation),
  )
  const results = [
    { says: 'Every acknowledged addition is there', claim: 'lost' as const, ...lookForLost(found) },
    { says: 'A key adds one thing', claim: 'doubled' as const, ...lookForDoubledKeys(additions) },
    {
      says: 'What was added once is listed once',
      claim: 'doubled' as const,
      ...lookForDoubledAdditions(additions, listed),
    },
  ]
  const broken = results.filter(({ wrong }) => wrong.length > 0)
  play.progress(
    `${told.length.toLocaleString('en')} additions, ${sample.length} read back: ` +
      `${broken.length} of ${results.length} invariants broken`,
  )
  return { subjects: told.length, invariants: results.map(toInvariant) }
}

const MAX_EXAMPLES = 5

function toInvariant({
  says,
  claim,
  checked,
  wrong,
}: {
  says: string
  claim: 'lost' | 'doubled'
  checked: number
  wrong: string[]
}): MeasuredInvariant {
  const examples = wrong.slice(0, MAX_EXAMPLES)
  return { invariant: says, claim, checked, violations: wrong.length, examples }
}

/** Status of reading a thing by its id, as its owner where they may, else as staff. */
async function readBack(play: Play, id: string, creation: Creation): Promise<number | undefined> {
  const collection = collectionOf(play, creation)
  const reader = collection?.get && readerOf(play, collection.get.roles, creation.owner)
  if (!collection?.get || !reader) return undefined
  const params = { [collection.parameter]: id }
  const { token, client } = reader
  const { status } = await play.api.ask(collection.get.id, { params, token, client })
  return status
}

/** Everything in the lists of some of those who added something: canonical texts with their times seen. */
async function readLists(play: Play, creations: readonly Creation[]): Promise<Row[]> {
  const owners = new Map(creations.map((one) => [`${one.collection} ${one.owner.id}`, one]))
  const pages = await concurrently(evenly([...owners.values()], MOST_LISTED), AT_A_TIME, (one) =>
    readList(play, one),
  )
  return [...new Map(pages.flat().map((row) => [canonical(row), row])).values()]
}

type Row = Record<string, unknown> & { collection: string }

async function readList(play: Play, { collection: path, owner }: Creation): Promise<Row[]> {
  const collection = play.requester.collections.find((one) => one.path === path)
  const reader = collection?.list && readerOf(play, collection.list.roles, owner)
  if (!collection?.list || !reader) return []
  const rows: Row[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: Record<string, string> = { limit: `${PAGE}`, ...(cursor ? { cursor } : {}) }
    const { token, client } = reader
    const call = makeCall(play.api.routes, collection.list.id, { query, token, client })
    const { answer } = await play.client.send(call)
    if (answer?.status !== 200) break
    const { items = [], nextCursor = null } = JSON.parse(answer.text) as ListPage
    rows.push(...items.map((item) => ({ ...item, collection: path })))
    cursor = nextCursor
    if (!cursor) break
  }
  return rows
}

/** The kit's form of a page; another system's list is taken for empty. */
interface ListPage {
  items?: Record<string, unknown>[]
  nextCursor?: string | null
}

function readerOf({ state }: Play, roles: readonly string[], owner: Caller): Caller | undefined {
  if (roles.length === 0) return owner.token ? owner : guest(owner.client)
  return roles.includes(owner.role)
    ? owner
    : roles.flatMap((role) => state.callers[role]?.[0] ?? [])[0]
}

function collectionOf({ requester }: Play, { collection }: Creation): Collection | undefined {
  return requester.collections.find(({ path }) => path === collection)
}

/** At most so many of them, from the first to the last. */
function evenly<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items]
  return Array.from(
    { length: most },
    (_, index) => items[Math.floor((index * items.length) / most)] as Item, // in range
  )
}
