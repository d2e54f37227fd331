import type { Entity } from '@archwright/model'

import type { AssumptionBook } from './assumptions.ts'

/** Bytes of a row by shape, without indexes, when nobody said. */
const usualBytes: Record<Entity['shape'], number> = {
  record: 250,
  document: 4000,
  graph: 100,
  'key-value': 200,
  series: 50,
  blob: 1_000_000,
  text: 8000,
  event: 250,
}

/** Gives every entity a row size and a number of rows at the start. */
export function completeEntities(entities: readonly Entity[], book: AssumptionBook): Entity[] {
  return entities.map((entity) => ({
    ...entity,
    bytes: entity.bytes ?? assumeBytes(entity, book),
    count: entity.count ?? assumeCount(book),
  }))
}

const assumeBytes = ({ shape }: Entity, book: AssumptionBook) =>
  book.assume({
    about: `entities.${shape}.bytes`,
    value: usualBytes[shape],
    unit: 'bytes/row',
    why: `The size of a ${shape} is not stated`,
    source: 'convention',
  })

const assumeCount = (book: AssumptionBook) =>
  book.assume({
    about: 'entities.count',
    value: 10_000,
    unit: 'rows',
    why: 'The size of the data at the start is not stated',
    source: 'convention',
  })
