import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { archiveStore, keepsArchive } from './archive.ts'
import { documentStore } from './documents.ts'
import { fileStore, fileTransfer } from './files.ts'
import { nearby } from './geo.ts'
import { graphStore } from './graph.ts'
import { growth } from './growth.ts'
import { historyStore } from './history.ts'
import { hotState } from './hot-state.ts'
import { ids } from './ids.ts'
import { type DataKind, hasKind } from './kinds.ts'
import { liveStore } from './live.ts'
import { search } from './search.ts'
import { seriesStore } from './series.ts'
import { primaryStore } from './store.ts'
import { writableStore } from './writable.ts'

/** The questions of this area that a brief raises: one store for each kind of data, never one for all. */
export function dataQuestions(situation: Situation): Question[] {
  const { signals } = situation
  const has = (kind: DataKind) => hasKind(situation, kind)
  return [
    primaryStore,
    ...when(has('documents'), documentStore),
    ...when(has('live'), liveStore),
    ...when(has('writable'), writableStore),
    ...when(has('history'), historyStore),
    ...when(has('series'), seriesStore),
    ...when(has('graph'), graphStore),
    ...when(has('files'), fileStore, fileTransfer),
    ...when(signals.any('search', 'relevance', 'logs'), search),
    ...when(keepsArchive(situation), archiveStore),
    ...when(signals.any('trading'), hotState),
    ...when(signals.any('nearby', 'rides'), nearby),
    ids,
    growth,
  ]
}
