import { type Question, when } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { boundaries } from './boundaries.ts'
import { hasOld, migrationPath, oldModel } from './migration.ts'
import { runtime } from './runtime.ts'
import { discovery, mesh, serviceData } from './service-landscape.ts'
import { isApart, topology } from './topology.ts'

/** The questions of this area that a brief raises. */
export const coreQuestions = (situation: Situation): Question[] => [
  topology,
  ...when(situation.modules.length > 1, boundaries),
  ...when(isApart(situation), serviceData, discovery, mesh),
  ...when(hasOld(situation), migrationPath, oldModel),
  runtime,
]
