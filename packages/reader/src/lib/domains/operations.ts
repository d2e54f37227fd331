import type { Entity, Operation } from '@archwright/model'

import { pluralOf } from '../text/nouns.ts'
import type { KeptEntity } from './kept-entities.ts'
import type { ModuleRow, PlacedDeed } from './modules.ts'
import { shopOperations } from './shop-operations.ts'
import { type UsualOperation, usualFor } from './usual-operations.ts'

/** Who does what nobody is said to do. */
export interface Doers {
  person: string
  program: string
  staff: string
}

/**
 * The operations of a module: what the text says is done, then for each entity what any entity needs so that it
 * can be read and comes into being. Whether a read may lag is decided later.
 */
export function toOperations(row: ModuleRow, doers: Doers): Operation[] {
  if (row.name === 'identity') return accountOperations(row, doers)
  const usual = usualFor(row.name, row.deeds)
  if (usual) return usual.operations.map((one) => usualOperation(row, one, doers))
  const stated = row.deeds.flatMap((deed) => toStated(row, deed))
  const plain = row.entities.flatMap((entity) => plainest(row, entity, stated, doers))
  const found = new Map<string, Operation>()
  for (const operation of [...plain, ...stated.toReversed()]) found.set(operation.name, operation)
  return [...found.values()]
}

function usualOperation(
  row: ModuleRow,
  { name, kind, doer, reads = [], writes = [] }: UsualOperation,
  doers: Doers,
): Operation {
  const about = row.entities.find((one) => [...writes, ...reads].includes(one.name))
  return {
    name: `${row.name}.${name}`,
    kind,
    actor: doer === 'system' ? 'system' : doers[doer],
    consistency: 'strong',
    reads: [...reads],
    writes: [...writes],
    calls: [],
    payloadBytes: about?.bytes ?? 1000,
  }
}

/** Sign-in is the ready module's, in every system. */
function accountOperations({ entities }: ModuleRow, { person }: Doers): Operation[] {
  const names = entities.map(({ name }) => name)
  return (shopOperations.identity ?? []).map(({ name, kind, payloadBytes }) => ({
    name,
    kind,
    actor: person,
    consistency: 'strong',
    calls: [],
    reads: kind === 'query' ? names : [],
    writes: kind === 'query' ? [] : names,
    payloadBytes,
  }))
}

function toStated(row: ModuleRow, { act, object, made, qualities }: PlacedDeed): Operation[] {
  const of = (name: string) => row.entities.find((one) => one.name === name)
  const target = of(made ?? object)
  if (!target) return []
  const { verb, kind, creates } = act.row
  const actor = act.actor.name
  const common = { actor, consistency: 'strong' as const, calls: [], payloadBytes: target.bytes }
  if (kind === 'query') {
    const noun = verb === 'get' ? object : pluralOf(object)
    const query = {
      name: `${row.name}.${verb}${noun}`,
      kind,
      ...common,
      reads: [object],
      writes: [],
    }
    const pushed = qualities.has('realtime') && verb !== 'search'
    const watch = {
      ...query,
      name: `${row.name}.watch${pluralOf(object)}`,
      kind: 'subscription' as const,
    }
    return pushed ? [query, watch] : [query]
  }
  const job = actor === 'system' && (qualities.has('scheduled') || qualities.has('batch'))
  const written = made ?? object
  return [
    {
      name: `${row.name}.${isStream(target) && creates ? streamVerb(verb) : verb}${written}`,
      kind: job ? 'job' : kind,
      ...common,
      reads: made || !creates ? [object] : [],
      writes: [written],
    },
  ]
}

function isStream({ shape }: Pick<Entity, 'shape'>): boolean {
  return shape === 'series' || shape === 'event'
}

function streamVerb(verb: string): string {
  return verb === 'create' ? 'record' : verb
}

function plainest(
  row: ModuleRow,
  entity: KeptEntity,
  stated: readonly Operation[],
  doers: Doers,
): Operation[] {
  const { name, bytes } = entity
  const reader = stated.find(({ kind, reads }) => kind === 'query' && reads.includes(name))?.actor
  const writer = stated.find(({ writes }) => writes.includes(name))?.actor
  const maker = stated.find(({ kind, reads, writes }) => isMaking(kind, reads, writes, name))?.actor
  const stream = isStream(entity)
  const usual = stream ? doers.program : doers.person
  // What devices record or services announce is for people to look at.
  const toldToPeople = stream || row.name === 'notifications'
  // What is only chosen from or looked at was put there by those who run the system.
  const used = stated.some(({ reads }) => reads.includes(name))
  const common = { consistency: 'strong' as const, calls: [], payloadBytes: bytes }
  const read = {
    ...common,
    kind: 'query' as const,
    actor: reader ?? (toldToPeople ? doers.person : (writer ?? usual)),
    reads: [name],
    writes: [],
  }
  const make = {
    ...common,
    kind: 'command' as const,
    actor: maker ?? writer ?? (used ? doers.staff : usual),
    reads: [],
    writes: [name],
  }
  const plain: Operation[] = [
    { name: `${row.name}.list${pluralOf(name)}`, ...read },
    { name: `${row.name}.get${name}`, ...read },
  ]
  if (maker !== undefined) return plain
  return [...plain, { name: `${row.name}.${stream ? 'record' : 'create'}${name}`, ...make }]
}

// Something comes into being where it is written without being read first.
function isMaking(
  kind: Operation['kind'],
  reads: string[],
  writes: string[],
  name: string,
): boolean {
  return kind !== 'query' && writes.includes(name) && !reads.includes(name)
}
