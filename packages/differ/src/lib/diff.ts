import { compareAsyncApi } from './asyncapi.ts'
import {
  type Change,
  type ContractKind,
  contractKinds,
  type Difference,
  severities,
} from './change.ts'
import { readConsumers, withHits } from './consumers.ts'
import { compareGraphql } from './graphql.ts'
import { compareOpenApi } from './openapi.ts'
import { compareProto } from './proto.ts'
import { type Contract, problem, readContracts } from './read-contracts.ts'

export interface DiffOptions {
  /** Files of recorded consumers: what each of them uses. */
  readonly consumers?: readonly string[]
}

/** What is compared how; rejects with an InputError for what cannot be read. */
const comparers: Readonly<
  Record<ContractKind, (before: Contract, after: Contract) => Promise<Change[]>>
> = {
  openapi: compareOpenApi,
  asyncapi: compareAsyncApi,
  graphql: compareGraphql,
  proto: compareProto,
}

/**
 * Compares two contracts, or two folders of them by their names.
 * @throws InputError when one of them cannot be read, or they have nothing in common.
 */
export async function diff(
  before: string,
  after: string,
  { consumers = [] }: DiffOptions = {},
): Promise<Difference> {
  const [old, young, users] = await Promise.all([
    readContracts(before),
    readContracts(after),
    Promise.all(consumers.map(readConsumers)),
  ])
  const pairs = pairUp(old, young)
  if (!pairs.some(([one, other]) => one && other))
    throw problem(after, `has no contract of the kind and name of one in ${before}`)
  const changes = await Promise.all(pairs.map(compare))
  return {
    changes: withHits(changes.flat(), users).sort(
      (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
    ),
    compared: countKinds(pairs),
  }
}

type Pair = readonly [before: Contract | undefined, after: Contract | undefined]

/** Two files are a pair whatever they are called; files of folders are by kind and name. */
function pairUp(old: readonly Contract[], young: readonly Contract[]): Pair[] {
  const [one, other] = [old[0], young[0]]
  if (old.length === 1 && young.length === 1 && one?.kind === other?.kind) return [[one, other]]
  const keyOf = ({ kind, name }: Contract) => `${kind} ${name}`
  const before = new Map(old.map((contract) => [keyOf(contract), contract]))
  const after = new Map(young.map((contract) => [keyOf(contract), contract]))
  return [...new Set([...before.keys(), ...after.keys()])].map((key) => [
    before.get(key),
    after.get(key),
  ])
}

async function compare([before, after]: Pair): Promise<Change[]> {
  if (before && after) return comparers[before.kind](before, after)
  if (after) {
    return [{ contract: after.kind, severity: 'compatible', place: after.name, what: 'is new' }]
  }
  if (!before) return []
  return [
    {
      contract: before.kind,
      severity: 'breaking',
      place: before.name,
      what: 'the contract is gone',
      why: 'whoever was built from it has nothing to call',
      instead: 'keep offering it until its last consumer has left',
    },
  ]
}

function countKinds(pairs: readonly Pair[]): Difference['compared'] {
  const of = (kind: ContractKind) =>
    pairs.filter(([before, after]) => before?.kind === kind && after).length
  return Object.fromEntries(contractKinds.map((kind) => [kind, of(kind)])) as Difference['compared'] // every kind, just above
}
