import type { Question } from '../../decision.ts'
import type { Situation } from '../../situation.ts'
import { availability } from './availability.ts'
import { backup } from './backup.ts'
import { dependencyQuestion } from './dependency.ts'
import { shedding } from './shedding.ts'

/** The questions of this area that a brief raises. */
export const resilienceQuestions = ({ brief }: Situation): Question[] => [
  availability,
  backup,
  ...brief.dependencies.map(dependencyQuestion),
  shedding,
]
